package dev.starling.kernel;

import java.util.Arrays;

/**
 * Loops over [rows, columns] memory with one coefficient a column. Float32 passes through short heap arrays, over which the compiler
 * vectorizes (over native memory it does not); float64, which only checks the algebra, goes element by element.
 */
final class Columns {
    private static final int CHUNK = 4096;

    private Columns() {}

    /** The sums over rows of {@code (a - center) * (b - center)}. */
    static double[] sums(Storage a, Storage b, double[] center) {
        int columns = center.length;
        double[] sums = new double[columns];
        if (a.dtype != DType.FLOAT32) {
            for (int i = 0; i < a.size; i++) {
                int c = i % columns;
                sums[c] += (a.get(i) - center[c]) * (b.get(i) - center[c]);
            }
            return sums;
        }
        float[] middle = floats(center);
        int chunk = chunk(columns, a.size);
        float[] left = new float[chunk];
        float[] right = a == b ? left : new float[chunk];
        float[] partial = new float[columns];
        for (int at = 0; at < a.size; at += chunk) {
            int length = Math.min(chunk, a.size - at);
            a.floats().get(at, left, 0, length);
            if (a != b) {
                b.floats().get(at, right, 0, length);
            }
            Arrays.fill(partial, 0);
            for (int row = 0; row < length; row += columns) {
                for (int c = 0; c < columns; c++) {
                    partial[c] += (left[row + c] - middle[c]) * (right[row + c] - middle[c]);
                }
            }
            for (int c = 0; c < columns; c++) {
                sums[c] += partial[c];
            }
        }
        return sums;
    }

    /** The sums over rows. */
    static double[] sums(Storage a, int columns) {
        double[] sums = new double[columns];
        if (a.dtype != DType.FLOAT32) {
            for (int i = 0; i < a.size; i++) {
                sums[i % columns] += a.get(i);
            }
            return sums;
        }
        int chunk = chunk(columns, a.size);
        float[] values = new float[chunk];
        float[] partial = new float[columns];
        for (int at = 0; at < a.size; at += chunk) {
            int length = Math.min(chunk, a.size - at);
            a.floats().get(at, values, 0, length);
            Arrays.fill(partial, 0);
            for (int row = 0; row < length; row += columns) {
                for (int c = 0; c < columns; c++) {
                    partial[c] += values[row + c];
                }
            }
            for (int c = 0; c < columns; c++) {
                sums[c] += partial[c];
            }
        }
        return sums;
    }

    /** {@code out = a * scale + b * slope + shift}. */
    static void combine(Storage a, double[] scale, Storage b, double[] slope, double[] shift, Storage out) {
        int columns = scale.length;
        if (a.dtype != DType.FLOAT32) {
            for (int i = 0; i < a.size; i++) {
                int c = i % columns;
                out.set(i, a.get(i) * scale[c] + b.get(i) * slope[c] + shift[c]);
            }
            return;
        }
        float[] p = floats(scale);
        float[] q = floats(slope);
        float[] r = floats(shift);
        int chunk = chunk(columns, a.size);
        float[] left = new float[chunk];
        float[] right = new float[chunk];
        for (int at = 0; at < a.size; at += chunk) {
            int length = Math.min(chunk, a.size - at);
            a.floats().get(at, left, 0, length);
            b.floats().get(at, right, 0, length);
            for (int row = 0; row < length; row += columns) {
                for (int c = 0; c < columns; c++) {
                    left[row + c] = left[row + c] * p[c] + right[row + c] * q[c] + r[c];
                }
            }
            out.floats().put(at, left, 0, length);
        }
    }

    /** {@code out = a * scale + shift}. */
    static void affine(Storage a, double[] scale, double[] shift, Storage out) {
        int columns = scale.length;
        if (a.dtype != DType.FLOAT32) {
            for (int i = 0; i < a.size; i++) {
                out.set(i, a.get(i) * scale[i % columns] + shift[i % columns]);
            }
            return;
        }
        float[] p = floats(scale);
        float[] r = floats(shift);
        int chunk = chunk(columns, a.size);
        float[] values = new float[chunk];
        for (int at = 0; at < a.size; at += chunk) {
            int length = Math.min(chunk, a.size - at);
            a.floats().get(at, values, 0, length);
            for (int row = 0; row < length; row += columns) {
                for (int c = 0; c < columns; c++) {
                    values[row + c] = values[row + c] * p[c] + r[c];
                }
            }
            out.floats().put(at, values, 0, length);
        }
    }

    /** Whole rows, about {@link #CHUNK} elements of them. */
    private static int chunk(int columns, int size) {
        return Math.min(size, Math.max(1, CHUNK / columns) * columns);
    }

    private static float[] floats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }
}
