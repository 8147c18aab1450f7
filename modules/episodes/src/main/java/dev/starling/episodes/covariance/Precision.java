package dev.starling.episodes.covariance;

/** Inverses of {@code diag(variances) + factors' factors}, written out. In double. */
final class Precision {
    private Precision() {}

    /** By Sherman and Morrison's rule, a factor at a time. */
    static double[][] of(double[] variances, double[]... factors) {
        int size = variances.length;
        double[][] inverse = new double[size][size];
        for (int i = 0; i < size; i++) {
            inverse[i][i] = 1 / variances[i];
        }
        for (double[] factor : factors) {
            double[] image = new double[size];
            double c = 1;
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    image[i] += inverse[i][j] * factor[j];
                }
                c += factor[i] * image[i];
            }
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    inverse[i][j] -= image[i] * image[j] / c;
                }
            }
        }
        return inverse;
    }
}
