package dev.starling.engine;

/** Arithmetic of vectors on the heap, of equal length where two meet. Nothing is written in place but what is named a target. */
public final class Arithmetic {
    private Arithmetic() {}

    /** The inner product, added up in the order of the elements. */
    public static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** The Euclidean length. */
    public static double norm(double[] a) {
        return norm(a, 0);
    }

    /** The Euclidean length of what lies from an offset on. */
    public static double norm(double[] a, int from) {
        double sum = 0;
        for (int i = from; i < a.length; i++) {
            sum += a[i] * a[i];
        }
        return Math.sqrt(sum);
    }

    /** {@code target += factor * x}. */
    public static void add(double[] target, double factor, double[] x) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor * x[i];
        }
    }

    /** The same of float32 values. */
    public static void add(double[] target, double factor, float[] x) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor * x[i];
        }
    }

    /** Greatest difference from what is expected, against its greatest element; 0 where both are zero. */
    public static double distance(double[] actual, double[] expected) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
            size = Math.max(size, Math.abs(expected[i]));
        }
        return difference == 0 ? 0 : difference / size;
    }

    /** The Euclidean distance. */
    public static double euclidean(float[] a, float[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (double) a[i] - b[i];
            squares += difference * difference;
        }
        return Math.sqrt(squares);
    }

    /** {@code a + factor * b}. */
    public static double[] plus(double[] a, double factor, double[] b) {
        double[] sum = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + factor * b[i];
        }
        return sum;
    }

    /** {@code share * a + (1 - share) * b}. */
    public static double[] between(double share, double[] a, double[] b) {
        double[] mean = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            mean[i] = share * a[i] + (1 - share) * b[i];
        }
        return mean;
    }

    /** {@code factor * a}. */
    public static double[] times(double factor, double[] a) {
        double[] scaled = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            scaled[i] = factor * a[i];
        }
        return scaled;
    }

    /** Rounded to float32. */
    public static float[] toFloats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** Widened. */
    public static double[] toDoubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /**
     * The sum of squares of float32 values. Eight sums side by side take a third of the time of one, whose additions wait for each
     * other; they round otherwise than {@link #dot}.
     */
    public static double squares(float[] v) {
        double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        int whole = v.length - v.length % 8;
        for (int i = 0; i < whole; i += 8) {
            a += (double) v[i] * v[i];
            b += (double) v[i + 1] * v[i + 1];
            c += (double) v[i + 2] * v[i + 2];
            d += (double) v[i + 3] * v[i + 3];
            e += (double) v[i + 4] * v[i + 4];
            f += (double) v[i + 5] * v[i + 5];
            g += (double) v[i + 6] * v[i + 6];
            h += (double) v[i + 7] * v[i + 7];
        }
        for (int i = whole; i < v.length; i++) {
            a += (double) v[i] * v[i];
        }
        return ((a + b) + (c + d)) + ((e + f) + (g + h));
    }

    /** The same of float64 values. */
    public static double squares(double[] v) {
        double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        int whole = v.length - v.length % 8;
        for (int i = 0; i < whole; i += 8) {
            a += v[i] * v[i];
            b += v[i + 1] * v[i + 1];
            c += v[i + 2] * v[i + 2];
            d += v[i + 3] * v[i + 3];
            e += v[i + 4] * v[i + 4];
            f += v[i + 5] * v[i + 5];
            g += v[i + 6] * v[i + 6];
            h += v[i + 7] * v[i + 7];
        }
        for (int i = whole; i < v.length; i++) {
            a += v[i] * v[i];
        }
        return ((a + b) + (c + d)) + ((e + f) + (g + h));
    }
}
