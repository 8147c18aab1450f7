package dev.starling.report;

import java.util.Arrays;

/** Sorted values and their quantiles, linear between order statistics (Hyndman and Fan 1996, type 7, as in R and NumPy). */
final class Quantiles {

    private final double[] sorted;

    /** @param values finite; copied */
    Quantiles(double[] values) {
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    int count() {
        return sorted.length;
    }

    /** NaN if there are no values. */
    double at(double p) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double place = p * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** How many values lie in {@code [least + i * width, least + (i + 1) * width)} for each of so many bins. */
    int[] histogram(double least, double greatest, int bins) {
        int[] counts = new int[bins];
        for (double value : sorted) {
            if (value >= least && value <= greatest) {
                counts[Math.min(bins - 1, (int) ((value - least) / (greatest - least) * bins))]++;
            }
        }
        return counts;
    }
}
