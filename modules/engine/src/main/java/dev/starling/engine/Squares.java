package dev.starling.engine;

/** Sums of squares, in double. Eight sums side by side take a third of the time of one, whose additions wait for each other. */
public final class Squares {

    private Squares() {}

    /** Over float32 values. */
    public static double sum(float[] v) {
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

    /** Over float64 values. */
    public static double sum(double[] v) {
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
