package dev.starling.kernel;

import static dev.starling.kernel.Lanes.LANES;
import static dev.starling.kernel.Lanes.ORDER;
import static dev.starling.kernel.Lanes.S;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * Loops over [rows, columns] memory with one coefficient a column. Float32 goes by vectors of neighboring columns: each column is
 * added up by itself, in float over some rows and in double over those, so that no bit depends on a vector's length. Float64, which
 * only checks the algebra, goes element by element.
 */
final class Columns {

    /** About as many elements are added in float before a sum in double takes over. */
    private static final int CHUNK = 4096;

    private final Storage a;
    private final Storage b;
    private final int columns;
    private final int rows;

    /** The element with which the first row begins. */
    private final int start;

    private Columns(Storage a, Storage b, int columns) {
        this(a, b, columns, 0, a.size);
    }

    private Columns(Storage a, Storage b, int columns, int start, int length) {
        this.a = a;
        this.b = b;
        this.columns = columns;
        this.rows = length / columns;
        this.start = start;
    }

    /** The sums over rows. */
    static double[] sums(Storage a, int columns) {
        return sums(a, 0, a.size, columns);
    }

    /** The sums over the rows that {@code length} elements from {@code start} on make. */
    static double[] sums(Storage a, int start, int length, int columns) {
        double[] sums = new double[columns];
        new Columns(a, a, columns, start, length).addUp(sums, null, new float[columns]);
        return sums;
    }

    /** The sums over rows of {@code (a - center)^2}. */
    static double[] squares(Storage a, double[] center) {
        double[] squares = new double[center.length];
        if (a.dtype != DType.FLOAT32) {
            for (int i = 0; i < a.size; i++) {
                double deviation = a.get(i) - center[i % center.length];
                squares[i % center.length] += deviation * deviation;
            }
            return squares;
        }
        new Columns(a, a, center.length).addUp(null, squares, floats(center));
        return squares;
    }

    /** Adds up over rows a into {@code sums} and a times b into {@code products}. */
    static void sums(Storage a, Storage b, double[] sums, double[] products) {
        new Columns(a, b, sums.length).addUp(sums, products, new float[sums.length]);
    }

    /** Adds up a and (a - center) (b - center); either target may be null. */
    private void addUp(double[] sums, double[] products, float[] center) {
        if (a.dtype != DType.FLOAT32) {
            for (int i = 0; i < rows * columns; i++) {
                if (sums != null) {
                    sums[i % columns] += a.get(start + i);
                }
                if (products != null) {
                    products[i % columns] += a.get(start + i) * b.get(start + i);
                }
            }
            return;
        }
        float[] plain = new float[columns];
        float[] multiplied = new float[columns];
        int step = Math.max(1, CHUNK / columns);
        for (int from = 0; from < rows; from += step) {
            int to = Math.min(rows, from + step);
            if (sums != null) {
                plain(from, to, plain);
                add(sums, plain);
            }
            if (products != null) {
                multiplied(from, to, center, multiplied);
                add(products, multiplied);
            }
        }
    }

    private static void add(double[] sums, float[] part) {
        for (int c = 0; c < sums.length; c++) {
            sums[c] += part[c];
        }
    }

    private void plain(int from, int to, float[] part) {
        ByteBuffer left = a.bytes();
        int column = 0;
        for (; column + LANES <= columns; column += LANES) {
            FloatVector sum = FloatVector.zero(S);
            int at = 4 * (start + from * columns + column);
            for (int row = from; row < to; row++, at += 4 * columns) {
                sum = sum.add(FloatVector.fromByteBuffer(S, left, at, ORDER));
            }
            sum.intoArray(part, column);
        }
        for (; column < columns; column++) {
            float sum = 0;
            for (int row = from; row < to; row++) {
                sum += a.floats().get(start + row * columns + column);
            }
            part[column] = sum;
        }
    }

    private void multiplied(int from, int to, float[] center, float[] part) {
        ByteBuffer left = a.bytes();
        ByteBuffer right = b.bytes();
        int column = 0;
        for (; column + LANES <= columns; column += LANES) {
            FloatVector sum = FloatVector.zero(S);
            FloatVector middle = FloatVector.fromArray(S, center, column);
            int at = 4 * (start + from * columns + column);
            for (int row = from; row < to; row++, at += 4 * columns) {
                FloatVector x = FloatVector.fromByteBuffer(S, left, at, ORDER).sub(middle);
                FloatVector y = FloatVector.fromByteBuffer(S, right, at, ORDER).sub(middle);
                sum = x.fma(y, sum);
            }
            sum.intoArray(part, column);
        }
        for (; column < columns; column++) {
            float sum = 0;
            for (int row = from; row < to; row++) {
                float x = a.floats().get(start + row * columns + column) - center[column];
                float y = b.floats().get(start + row * columns + column) - center[column];
                sum = Math.fma(x, y, sum);
            }
            part[column] = sum;
        }
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
        ByteBuffer left = a.bytes();
        ByteBuffer right = b.bytes();
        ByteBuffer result = out.bytes();
        for (int row = 0; row < a.size; row += columns) {
            int column = 0;
            for (; column + LANES <= columns; column += LANES) {
                int at = 4 * (row + column);
                FloatVector x = FloatVector.fromByteBuffer(S, left, at, ORDER);
                FloatVector y = FloatVector.fromByteBuffer(S, right, at, ORDER);
                y.fma(FloatVector.fromArray(S, q, column), FloatVector.fromArray(S, r, column))
                        .add(x.mul(FloatVector.fromArray(S, p, column)))
                        .intoByteBuffer(result, at, ORDER);
            }
            for (; column < columns; column++) {
                float x = a.floats().get(row + column);
                float y = b.floats().get(row + column);
                out.floats().put(row + column, Math.fma(y, q[column], r[column]) + x * p[column]);
            }
        }
    }

    /** {@code normal = a * scale + shift; out = normal * gamma + beta}. */
    static void normalize(
            Storage a, double[] scale, double[] shift, Storage gamma, Storage beta, Storage normal, Storage out) {
        int columns = scale.length;
        if (a.dtype != DType.FLOAT32) {
            for (int i = 0; i < a.size; i++) {
                int c = i % columns;
                normal.set(i, a.get(i) * scale[c] + shift[c]);
                out.set(i, normal.get(i) * gamma.get(c) + beta.get(c));
            }
            return;
        }
        float[] p = floats(scale);
        float[] q = floats(shift);
        ByteBuffer from = a.bytes();
        for (int row = 0; row < a.size; row += columns) {
            int column = 0;
            for (; column + LANES <= columns; column += LANES) {
                int at = 4 * (row + column);
                FloatVector y = FloatVector.fromByteBuffer(S, from, at, ORDER)
                        .fma(FloatVector.fromArray(S, p, column), FloatVector.fromArray(S, q, column));
                y.intoByteBuffer(normal.bytes(), at, ORDER);
                y.fma(
                                FloatVector.fromByteBuffer(S, gamma.bytes(), 4 * column, ORDER),
                                FloatVector.fromByteBuffer(S, beta.bytes(), 4 * column, ORDER))
                        .intoByteBuffer(out.bytes(), at, ORDER);
            }
            for (; column < columns; column++) {
                float y = Math.fma(a.floats().get(row + column), p[column], q[column]);
                normal.floats().put(row + column, y);
                out.floats()
                        .put(
                                row + column,
                                Math.fma(
                                        y,
                                        gamma.floats().get(column),
                                        beta.floats().get(column)));
            }
        }
    }

    private static float[] floats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }
}
