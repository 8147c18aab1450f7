package dev.starling.kernel;

import static dev.starling.kernel.Lanes.LANES;
import static dev.starling.kernel.Lanes.ORDER;
import static dev.starling.kernel.Lanes.S;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * As {@link Tiles}, but each element of the product is multiplied by alpha and added to what stands in its place, while it is in a
 * register: {@code out = fma(alpha, product, y)}. Out may be where y is, so a tile must not be computed twice; the last vector of a
 * row overlaps the one before and leaves the columns alone that are that one's. Both factors are read from the Java heap: a load
 * of native memory costs the JDK's vectors ten instructions, so B is copied there once, which is small beside the result.
 */
final class AddingTiles {
    private static final int BYTES = S.vectorByteSize();

    /** 0, 1, 2, ... */
    private static final float[] NUMBERS = numbers();

    private final float[] heap;
    private final int aRow;
    private final int aStep;
    private final int bFrom;
    private final int depth;
    private final float alpha;
    private final ByteBuffer y;
    private final ByteBuffer out;
    private final int columns;

    /** The row of the result to which A's first row belongs. */
    private final int first;

    /**
     * @param heap A's element (i, k) stands at {@code i * aRow + k * aStep}, and B's (k, j) at {@code bFrom + k * columns + j}
     * @param depth how many k there are
     * @param y [first + rows, columns]
     * @param out as y
     */
    AddingTiles(
            float[] heap,
            int aRow,
            int aStep,
            int bFrom,
            int depth,
            float alpha,
            ByteBuffer y,
            ByteBuffer out,
            int columns,
            int first) {
        this.heap = heap;
        this.aRow = aRow;
        this.aStep = aStep;
        this.bFrom = bFrom;
        this.depth = depth;
        this.alpha = alpha;
        this.y = y;
        this.out = out;
        this.columns = columns;
        this.first = first;
    }

    private static float[] numbers() {
        float[] numbers = new float[LANES];
        for (int i = 0; i < LANES; i++) {
            numbers[i] = i;
        }
        return numbers;
    }

    /** Rows i to i + 3, four vectors from column j on. */
    void fourByFour(int i, int j) {
        float[] heap = this.heap;
        int columns = this.columns;
        int aRow = this.aRow;
        int aStep = this.aStep;
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c02 = zero;
        FloatVector c03 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c12 = zero;
        FloatVector c13 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c22 = zero;
        FloatVector c23 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c32 = zero;
        FloatVector c33 = zero;
        int aAt = i * aRow;
        int bAt = bFrom + j;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, heap, bAt);
            FloatVector b1 = FloatVector.fromArray(S, heap, bAt + LANES);
            FloatVector b2 = FloatVector.fromArray(S, heap, bAt + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(S, heap, bAt + 3 * LANES);
            FloatVector a0 = FloatVector.broadcast(S, heap[aAt]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(S, heap[aAt + aRow]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(S, heap[aAt + 2 * aRow]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(S, heap[aAt + 3 * aRow]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            aAt += aStep;
            bAt += columns;
        }
        ByteBuffer y = this.y;
        ByteBuffer out = this.out;
        FloatVector factor = FloatVector.broadcast(S, alpha);
        int at = 4 * ((first + i) * columns + j);
        c00.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c01.fma(factor, FloatVector.fromByteBuffer(S, y, at + BYTES, ORDER)).intoByteBuffer(out, at + BYTES, ORDER);
        c02.fma(factor, FloatVector.fromByteBuffer(S, y, at + 2 * BYTES, ORDER))
                .intoByteBuffer(out, at + 2 * BYTES, ORDER);
        c03.fma(factor, FloatVector.fromByteBuffer(S, y, at + 3 * BYTES, ORDER))
                .intoByteBuffer(out, at + 3 * BYTES, ORDER);
        at += 4 * columns;
        c10.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c11.fma(factor, FloatVector.fromByteBuffer(S, y, at + BYTES, ORDER)).intoByteBuffer(out, at + BYTES, ORDER);
        c12.fma(factor, FloatVector.fromByteBuffer(S, y, at + 2 * BYTES, ORDER))
                .intoByteBuffer(out, at + 2 * BYTES, ORDER);
        c13.fma(factor, FloatVector.fromByteBuffer(S, y, at + 3 * BYTES, ORDER))
                .intoByteBuffer(out, at + 3 * BYTES, ORDER);
        at += 4 * columns;
        c20.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c21.fma(factor, FloatVector.fromByteBuffer(S, y, at + BYTES, ORDER)).intoByteBuffer(out, at + BYTES, ORDER);
        c22.fma(factor, FloatVector.fromByteBuffer(S, y, at + 2 * BYTES, ORDER))
                .intoByteBuffer(out, at + 2 * BYTES, ORDER);
        c23.fma(factor, FloatVector.fromByteBuffer(S, y, at + 3 * BYTES, ORDER))
                .intoByteBuffer(out, at + 3 * BYTES, ORDER);
        at += 4 * columns;
        c30.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c31.fma(factor, FloatVector.fromByteBuffer(S, y, at + BYTES, ORDER)).intoByteBuffer(out, at + BYTES, ORDER);
        c32.fma(factor, FloatVector.fromByteBuffer(S, y, at + 2 * BYTES, ORDER))
                .intoByteBuffer(out, at + 2 * BYTES, ORDER);
        c33.fma(factor, FloatVector.fromByteBuffer(S, y, at + 3 * BYTES, ORDER))
                .intoByteBuffer(out, at + 3 * BYTES, ORDER);
    }

    /** Rows i to i + 3, four vectors from column j on and one that begins {@code last} columns after j, over the fourth perhaps. */
    void fourByFive(int i, int j, int last) {
        float[] heap = this.heap;
        int columns = this.columns;
        int aRow = this.aRow;
        int aStep = this.aStep;
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c02 = zero;
        FloatVector c03 = zero;
        FloatVector c04 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c12 = zero;
        FloatVector c13 = zero;
        FloatVector c14 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c22 = zero;
        FloatVector c23 = zero;
        FloatVector c24 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c32 = zero;
        FloatVector c33 = zero;
        FloatVector c34 = zero;
        int aAt = i * aRow;
        int bAt = bFrom + j;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, heap, bAt);
            FloatVector b1 = FloatVector.fromArray(S, heap, bAt + LANES);
            FloatVector b2 = FloatVector.fromArray(S, heap, bAt + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(S, heap, bAt + 3 * LANES);
            FloatVector b4 = FloatVector.fromArray(S, heap, bAt + last);
            FloatVector a0 = FloatVector.broadcast(S, heap[aAt]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            c04 = a0.fma(b4, c04);
            FloatVector a1 = FloatVector.broadcast(S, heap[aAt + aRow]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            c14 = a1.fma(b4, c14);
            FloatVector a2 = FloatVector.broadcast(S, heap[aAt + 2 * aRow]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            c24 = a2.fma(b4, c24);
            FloatVector a3 = FloatVector.broadcast(S, heap[aAt + 3 * aRow]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            c34 = a3.fma(b4, c34);
            aAt += aStep;
            bAt += columns;
        }
        ByteBuffer y = this.y;
        ByteBuffer out = this.out;
        FloatVector factor = FloatVector.broadcast(S, alpha);
        int at = 4 * ((first + i) * columns + j);
        // Before the fourth is written, whose elements it may share.
        c04 = c04.fma(factor, FloatVector.fromByteBuffer(S, y, at + 4 * last, ORDER));
        c00.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c01.fma(factor, FloatVector.fromByteBuffer(S, y, at + BYTES, ORDER)).intoByteBuffer(out, at + BYTES, ORDER);
        c02.fma(factor, FloatVector.fromByteBuffer(S, y, at + 2 * BYTES, ORDER))
                .intoByteBuffer(out, at + 2 * BYTES, ORDER);
        c03.fma(factor, FloatVector.fromByteBuffer(S, y, at + 3 * BYTES, ORDER))
                .intoByteBuffer(out, at + 3 * BYTES, ORDER);
        c04.intoByteBuffer(out, at + 4 * last, ORDER);
        at += 4 * columns;
        c14 = c14.fma(factor, FloatVector.fromByteBuffer(S, y, at + 4 * last, ORDER));
        c10.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c11.fma(factor, FloatVector.fromByteBuffer(S, y, at + BYTES, ORDER)).intoByteBuffer(out, at + BYTES, ORDER);
        c12.fma(factor, FloatVector.fromByteBuffer(S, y, at + 2 * BYTES, ORDER))
                .intoByteBuffer(out, at + 2 * BYTES, ORDER);
        c13.fma(factor, FloatVector.fromByteBuffer(S, y, at + 3 * BYTES, ORDER))
                .intoByteBuffer(out, at + 3 * BYTES, ORDER);
        c14.intoByteBuffer(out, at + 4 * last, ORDER);
        at += 4 * columns;
        c24 = c24.fma(factor, FloatVector.fromByteBuffer(S, y, at + 4 * last, ORDER));
        c20.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c21.fma(factor, FloatVector.fromByteBuffer(S, y, at + BYTES, ORDER)).intoByteBuffer(out, at + BYTES, ORDER);
        c22.fma(factor, FloatVector.fromByteBuffer(S, y, at + 2 * BYTES, ORDER))
                .intoByteBuffer(out, at + 2 * BYTES, ORDER);
        c23.fma(factor, FloatVector.fromByteBuffer(S, y, at + 3 * BYTES, ORDER))
                .intoByteBuffer(out, at + 3 * BYTES, ORDER);
        c24.intoByteBuffer(out, at + 4 * last, ORDER);
        at += 4 * columns;
        c34 = c34.fma(factor, FloatVector.fromByteBuffer(S, y, at + 4 * last, ORDER));
        c30.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c31.fma(factor, FloatVector.fromByteBuffer(S, y, at + BYTES, ORDER)).intoByteBuffer(out, at + BYTES, ORDER);
        c32.fma(factor, FloatVector.fromByteBuffer(S, y, at + 2 * BYTES, ORDER))
                .intoByteBuffer(out, at + 2 * BYTES, ORDER);
        c33.fma(factor, FloatVector.fromByteBuffer(S, y, at + 3 * BYTES, ORDER))
                .intoByteBuffer(out, at + 3 * BYTES, ORDER);
        c34.intoByteBuffer(out, at + 4 * last, ORDER);
    }

    /** Row i, four vectors from column j on. */
    void oneByFour(int i, int j) {
        float[] heap = this.heap;
        int columns = this.columns;
        int aStep = this.aStep;
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c02 = zero;
        FloatVector c03 = zero;
        int aAt = i * this.aRow;
        int bAt = bFrom + j;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, heap, bAt);
            FloatVector b1 = FloatVector.fromArray(S, heap, bAt + LANES);
            FloatVector b2 = FloatVector.fromArray(S, heap, bAt + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(S, heap, bAt + 3 * LANES);
            FloatVector a0 = FloatVector.broadcast(S, heap[aAt]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            aAt += aStep;
            bAt += columns;
        }
        ByteBuffer y = this.y;
        ByteBuffer out = this.out;
        FloatVector factor = FloatVector.broadcast(S, alpha);
        int at = 4 * ((first + i) * columns + j);
        c00.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c01.fma(factor, FloatVector.fromByteBuffer(S, y, at + BYTES, ORDER)).intoByteBuffer(out, at + BYTES, ORDER);
        c02.fma(factor, FloatVector.fromByteBuffer(S, y, at + 2 * BYTES, ORDER))
                .intoByteBuffer(out, at + 2 * BYTES, ORDER);
        c03.fma(factor, FloatVector.fromByteBuffer(S, y, at + 3 * BYTES, ORDER))
                .intoByteBuffer(out, at + 3 * BYTES, ORDER);
    }

    /** Rows i to i + 3, a vector from column j on, of which the first {@code old} elements are left alone. */
    void fourByOne(int i, int j, int old) {
        float[] heap = this.heap;
        int columns = this.columns;
        int aRow = this.aRow;
        int aStep = this.aStep;
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c10 = zero;
        FloatVector c20 = zero;
        FloatVector c30 = zero;
        int aAt = i * aRow;
        int bAt = bFrom + j;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, heap, bAt);
            FloatVector a0 = FloatVector.broadcast(S, heap[aAt]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(S, heap[aAt + aRow]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(S, heap[aAt + 2 * aRow]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(S, heap[aAt + 3 * aRow]);
            c30 = a3.fma(b0, c30);
            aAt += aStep;
            bAt += columns;
        }
        ByteBuffer y = this.y;
        ByteBuffer out = this.out;
        FloatVector factor = FloatVector.broadcast(S, alpha);
        VectorMask<Float> theirs = FloatVector.fromArray(S, NUMBERS, 0).compare(VectorOperators.LT, old);
        int at = 4 * ((first + i) * columns + j);
        FloatVector y0 = FloatVector.fromByteBuffer(S, y, at, ORDER);
        c00.fma(factor, y0)
                .blend(FloatVector.fromByteBuffer(S, out, at, ORDER), theirs)
                .intoByteBuffer(out, at, ORDER);
        at += 4 * columns;
        FloatVector y1 = FloatVector.fromByteBuffer(S, y, at, ORDER);
        c10.fma(factor, y1)
                .blend(FloatVector.fromByteBuffer(S, out, at, ORDER), theirs)
                .intoByteBuffer(out, at, ORDER);
        at += 4 * columns;
        FloatVector y2 = FloatVector.fromByteBuffer(S, y, at, ORDER);
        c20.fma(factor, y2)
                .blend(FloatVector.fromByteBuffer(S, out, at, ORDER), theirs)
                .intoByteBuffer(out, at, ORDER);
        at += 4 * columns;
        FloatVector y3 = FloatVector.fromByteBuffer(S, y, at, ORDER);
        c30.fma(factor, y3)
                .blend(FloatVector.fromByteBuffer(S, out, at, ORDER), theirs)
                .intoByteBuffer(out, at, ORDER);
    }

    /** Row i, a vector from column j on, of which the first {@code old} elements are left alone. */
    void oneByOne(int i, int j, int old) {
        float[] heap = this.heap;
        int columns = this.columns;
        int aStep = this.aStep;
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        int aAt = i * this.aRow;
        int bAt = bFrom + j;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, heap, bAt);
            FloatVector a0 = FloatVector.broadcast(S, heap[aAt]);
            c00 = a0.fma(b0, c00);
            aAt += aStep;
            bAt += columns;
        }
        ByteBuffer y = this.y;
        ByteBuffer out = this.out;
        FloatVector factor = FloatVector.broadcast(S, alpha);
        VectorMask<Float> theirs = FloatVector.fromArray(S, NUMBERS, 0).compare(VectorOperators.LT, old);
        int at = 4 * ((first + i) * columns + j);
        FloatVector y0 = FloatVector.fromByteBuffer(S, y, at, ORDER);
        c00.fma(factor, y0)
                .blend(FloatVector.fromByteBuffer(S, out, at, ORDER), theirs)
                .intoByteBuffer(out, at, ORDER);
    }
}
