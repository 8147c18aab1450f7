package dev.starling.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * One row as measured: medians over pairs of measurements that took turns.
 *
 * @param name of the row
 * @param against what the other side is
 * @param work what one step of ours does
 * @param ours milliseconds a step, by pair
 * @param theirs the other side's, by pair
 * @param ceiling floating-point operations a millisecond that a big product reached, by pair
 * @param target the ratio that is asked for, at most
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Comparison(
        String name, String against, Work work, double[] ours, double[] theirs, double[] ceiling, double target) {
    static final String HEADER =
            "| row | against | ours [ms] | theirs [ms] | ratio | least to greatest | at most | | of the core's ceiling |\n"
                    + "| --- | --- | ---: | ---: | ---: | --- | ---: | --- | ---: |";

    /** The median of the pairs' ratios. */
    double ratio() {
        return median(ratios());
    }

    boolean met() {
        return ratio() <= target;
    }

    /** The part of what a big product reaches on this core that our step reaches. */
    double ofCeiling() {
        return work.flops() / median(ours) / median(ceiling);
    }

    private double[] ratios() {
        double[] ratios = new double[ours.length];
        Arrays.setAll(ratios, pair -> ours[pair] / theirs[pair]);
        return ratios;
    }

    String json() {
        double[] ratios = ratios();
        return String.format(
                Locale.ROOT,
                "{\"name\":\"%s\",\"against\":\"%s\",\"oursMillis\":%.4f,\"peerMillis\":%.4f,\"ratio\":%.4f,"
                        + "\"spread\":[%.4f,%.4f],\"pairs\":%s,\"target\":%.2f,\"met\":%s,"
                        + "\"parameters\":%s,\"megaflops\":%.3f,\"ofCeiling\":%.4f}",
                name,
                against,
                median(ours),
                median(theirs),
                median(ratios),
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow(),
                ratios.length,
                target,
                met(),
                work.parameters(),
                work.flops() / 1e6,
                ofCeiling());
    }

    String text() {
        double[] ratios = ratios();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.3f | %.3f | %.3f | %.3f to %.3f | %.2f | %s | %.0f%% |",
                name,
                against,
                median(ours),
                median(theirs),
                median(ratios),
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow(),
                target,
                met() ? "met" : "**missed**",
                100 * ofCeiling());
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
