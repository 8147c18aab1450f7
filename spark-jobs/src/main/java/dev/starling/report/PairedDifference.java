package dev.starling.report;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * How far one setting lies from another, seed by seed: {@code d_s = setting_s - against_s} over the seeds that both have.
 * The interval is Student's: {@code mean +- t(0.975, n - 1) * sd / sqrt(n)}. It is not corrected for the number of pairs
 * that are looked at.
 *
 * @param setting the setting that is compared
 * @param against what it is compared with
 * @param n seeds that both have
 * @param mean mean of the differences; NaN if {@code n} is 0
 * @param sd standard deviation of the differences; NaN if {@code n} is below 2
 * @param low lower end of the 95% interval; NaN if {@code n} is below 2
 * @param high upper end of the 95% interval; NaN if {@code n} is below 2
 * @param positive how many of the differences are above 0
 */
public record PairedDifference(
        String setting, String against, int n, double mean, double sd, double low, double high, int positive) {

    static final double CONFIDENCE = 0.95;

    static PairedDifference of(String setting, String against, List<Double> differences) {
        List<Double> values = new ArrayList<>(differences);
        int n = values.size();
        double mean = Summary.mean(values);
        double sd = Summary.sd(values);
        double half = n < 2 ? Double.NaN : quantile(n - 1) * sd / Math.sqrt(n);
        int positive = (int) values.stream().filter(d -> d > 0).count();
        return new PairedDifference(setting, against, n, mean, sd, mean - half, mean + half, positive);
    }

    /** Whether the interval lies on one side of 0. */
    public boolean excludesZero() {
        return low > 0 || high < 0;
    }

    private static double quantile(int degreesOfFreedom) {
        return new TDistribution(degreesOfFreedom).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
    }
}
