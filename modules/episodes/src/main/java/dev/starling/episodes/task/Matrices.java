package dev.starling.episodes.task;

/** Small dense matrices in double, whose sums run in one order on every machine. */
final class Matrices {
    /** Terms of the series; the argument's norm is at most 1/2, so that the rest is below rounding. */
    private static final int TERMS = 18;

    private Matrices() {}

    static double[][] identity(int size) {
        double[][] values = new double[size][size];
        for (int i = 0; i < size; i++) {
            values[i][i] = 1;
        }
        return values;
    }

    static double[][] product(double[][] a, double[][] b) {
        double[][] values = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[0].length; j++) {
                    values[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return values;
    }

    /** The matrix exponential, by scaling and squaring of its series. */
    static double[][] exponential(double[][] a) {
        double norm = 0;
        for (double[] row : a) {
            double sum = 0;
            for (double value : row) {
                sum += Math.abs(value);
            }
            norm = Math.max(norm, sum);
        }
        int squarings = norm <= 0.5 ? 0 : Math.getExponent(norm) + 2;
        double[][] scaled = combined(a, a, StrictMath.pow(2, -squarings) - 1);
        double[][] term = identity(a.length);
        double[][] sum = identity(a.length);
        for (int k = 1; k <= TERMS; k++) {
            term = product(term, scaled);
            for (double[] row : term) {
                for (int j = 0; j < row.length; j++) {
                    row[j] /= k;
                }
            }
            sum = combined(sum, term, 1);
        }
        for (int i = 0; i < squarings; i++) {
            sum = product(sum, sum);
        }
        return sum;
    }

    /** {@code a + factor * b}. */
    private static double[][] combined(double[][] a, double[][] b, double factor) {
        double[][] values = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                values[i][j] = a[i][j] + factor * b[i][j];
            }
        }
        return values;
    }
}
