package dev.starling.episodes.sequential;

/** How alike gradients are. */
final class Alignment {
    private Alignment() {}

    /** The cosines of all pairs, {@code [tasks, tasks]} row-major; NaN with a gradient that is zero. */
    static double[] cosines(float[]... gradients) {
        int tasks = gradients.length;
        double[] norms = new double[tasks];
        for (int i = 0; i < tasks; i++) {
            norms[i] = norm(gradients[i]);
        }
        double[] cosines = new double[tasks * tasks];
        for (int i = 0; i < tasks; i++) {
            for (int j = 0; j <= i; j++) {
                double cosine = dot(gradients[i], gradients[j]) / (norms[i] * norms[j]);
                cosines[i * tasks + j] = cosine;
                cosines[j * tasks + i] = cosine;
            }
        }
        return cosines;
    }

    /** The mean over pairs of different tasks. */
    static double meanOfPairs(double[] cosines, int tasks) {
        double sum = 0;
        for (int i = 0; i < tasks; i++) {
            for (int j = 0; j < i; j++) {
                sum += cosines[i * tasks + j];
            }
        }
        return sum / (tasks * (tasks - 1) / 2.0);
    }

    /** The Euclidean length. */
    static double norm(float[] a) {
        return Math.sqrt(dot(a, a));
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
