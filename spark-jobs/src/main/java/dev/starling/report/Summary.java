package dev.starling.report;

import java.util.List;

/**
 * One figure of one setting over its seeds.
 *
 * @param setting the setting
 * @param n how many seeds have the figure
 * @param mean arithmetic mean; NaN if {@code n} is 0
 * @param sd standard deviation with {@code n - 1} in the denominator; NaN if {@code n} is below 2
 * @param least smallest value; NaN if {@code n} is 0
 * @param greatest largest value; NaN if {@code n} is 0
 */
public record Summary(String setting, int n, double mean, double sd, double least, double greatest) {

    static Summary of(String setting, List<Double> values) {
        int n = values.size();
        double least = values.stream().mapToDouble(v -> v).min().orElse(Double.NaN);
        double greatest = values.stream().mapToDouble(v -> v).max().orElse(Double.NaN);
        return new Summary(setting, n, mean(values), sd(values), least, greatest);
    }

    static double mean(List<Double> values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.size();
    }

    /** Two passes: the figures of a setting differ in their last digits only. */
    static double sd(List<Double> values) {
        if (values.size() < 2) {
            return Double.NaN;
        }
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.size() - 1));
    }
}
