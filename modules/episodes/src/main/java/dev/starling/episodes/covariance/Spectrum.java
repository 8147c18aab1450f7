package dev.starling.episodes.covariance;

/**
 * The extreme eigenvalues of {@code diag(variances) + factors' factors}, by bisection: below x lie as many as variances do, less the negative
 * eigenvalues of {@code I + factors diag(1 / (variances - x)) factors'} (Haynsworth 1968, of a matrix of two blocks). In double.
 *
 * @param least eigenvalue
 * @param greatest eigenvalue
 */
record Spectrum(double least, double greatest) {
    private static final int STEPS = 60;

    /** Of a covariance. */
    static Spectrum of(double[] variances, double[]... factors) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = 0;
        for (double variance : variances) {
            least = Math.min(least, variance);
            greatest = Math.max(greatest, variance);
        }
        if (factors.length == 0) {
            return new Spectrum(least, greatest);
        }
        double trace = 0;
        for (double[] factor : factors) {
            for (double x : factor) {
                trace += x * x;
            }
        }
        // What is added is positive semidefinite, and no eigenvalue of it is greater than its trace.
        return new Spectrum(
                bisect(least, least + trace, 1, variances, factors),
                bisect(greatest, greatest + trace, variances.length, variances, factors));
    }

    /** The eigenvalue of this number, from 1 on. */
    private static double bisect(double from, double to, int number, double[] variances, double[]... factors) {
        double low = from;
        double high = to;
        for (int step = 0; step < STEPS; step++) {
            double middle = 0.5 * (low + high);
            if (below(middle, variances, factors) >= number) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return 0.5 * (low + high);
    }

    static int below(double x, double[] variances, double[]... factors) {
        int rank = factors.length;
        double[][] matrix = new double[rank][rank];
        int count = 0;
        for (int j = 0; j < variances.length; j++) {
            double difference = variances[j] - x;
            count += difference < 0 ? 1 : 0;
            double weight = 1 / (difference == 0 ? Double.MIN_NORMAL : difference);
            for (int a = 0; a < rank; a++) {
                for (int b = 0; b <= a; b++) {
                    matrix[a][b] += factors[a][j] * weight * factors[b][j];
                }
            }
        }
        for (int a = 0; a < rank; a++) {
            matrix[a][a] += 1;
        }
        return count - negativePivots(matrix);
    }

    /** Of L D L': as many as negative eigenvalues (Sylvester). */
    private static int negativePivots(double[]... matrix) {
        int negative = 0;
        for (int k = 0; k < matrix.length; k++) {
            double pivot = matrix[k][k] == 0 ? Double.MIN_NORMAL : matrix[k][k];
            negative += pivot < 0 ? 1 : 0;
            for (int i = k + 1; i < matrix.length; i++) {
                double share = matrix[i][k] / pivot;
                for (int j = k + 1; j <= i; j++) {
                    matrix[i][j] -= share * matrix[j][k];
                }
            }
        }
        return negative;
    }
}
