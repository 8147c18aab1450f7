package dev.starling.episodes.hyper;

/** Arithmetic of float64 vectors on the heap. Nothing is written in place but targets named so. */
final class Vectors64 {
    private Vectors64() {}

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    /** Greatest difference from what is expected, against its greatest element; 0 where both are zero. */
    static double distance(double[] actual, double[] expected) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
            size = Math.max(size, Math.abs(expected[i]));
        }
        return difference == 0 ? 0 : difference / size;
    }

    /** {@code a + factor * b}. */
    static double[] plus(double[] a, double factor, double[] b) {
        double[] sum = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + factor * b[i];
        }
        return sum;
    }

    /** {@code share * a + (1 - share) * b}. */
    static double[] between(double share, double[] a, double[] b) {
        double[] mean = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            mean[i] = share * a[i] + (1 - share) * b[i];
        }
        return mean;
    }

    static double[] times(double factor, double[] a) {
        double[] scaled = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            scaled[i] = factor * a[i];
        }
        return scaled;
    }

    static float[] toFloats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    static double[] toDoubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
