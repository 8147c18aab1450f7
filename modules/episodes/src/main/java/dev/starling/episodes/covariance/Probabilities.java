package dev.starling.episodes.covariance;

/** Functions of one query's classes, in double and {@link StrictMath}. */
final class Probabilities {
    private Probabilities() {}

    /** Logits become probabilities, in place. */
    static void softmax(double[] values) {
        double greatest = greatest(values);
        double sum = 0;
        for (int c = 0; c < values.length; c++) {
            values[c] = StrictMath.exp(values[c] - greatest);
            sum += values[c];
        }
        for (int c = 0; c < values.length; c++) {
            values[c] /= sum;
        }
    }

    /** {@code log sum_c exp(x_c)}. */
    static double logSumExp(double... values) {
        double greatest = greatest(values);
        double sum = 0;
        for (double value : values) {
            sum += StrictMath.exp(value - greatest);
        }
        return greatest + StrictMath.log(sum);
    }

    /** {@code -log sum_c exp(-E_c)}: close to the least of the distances. */
    static double energy(double... distances) {
        double[] negative = new double[distances.length];
        for (int c = 0; c < distances.length; c++) {
            negative[c] = -distances[c];
        }
        return -logSumExp(negative);
    }

    /** Nats. */
    static double entropy(double... probabilities) {
        double sum = 0;
        for (double p : probabilities) {
            sum -= p == 0 ? 0 : p * StrictMath.log(p);
        }
        return sum;
    }

    private static double greatest(double... values) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            greatest = Math.max(greatest, value);
        }
        return greatest;
    }
}
