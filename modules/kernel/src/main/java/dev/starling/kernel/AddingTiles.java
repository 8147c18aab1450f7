package dev.starling.kernel;

import static dev.starling.kernel.Lanes.LANES;
import static dev.starling.kernel.Lanes.ORDER;
import static dev.starling.kernel.Lanes.S;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * As {@link Tiles}, but each element of the product is multiplied by alpha and added to what stands in its place, while it is in a
 * register: {@code out = fma(alpha, product, y)}. Out may be where y is, so no tile is computed twice. The last vector of a tile's row
 * may share columns with the one before: both add to what was there before either was written, which gives the same twice.
 *
 * <p>Both factors are read from the Java heap: a load of native memory costs the JDK's vectors ten instructions, so B is copied
 * there once, which is small beside the result. With more accesses of native memory than the largest of these has, the compiler
 * sometimes gives up making registers of vectors.
 */
final class AddingTiles {
    private static final int BYTES = S.vectorByteSize();

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

    /** Rows i to i + 3, three vectors from column j on, of which the last begins {@code last} columns after j. */
    void fourByThree(int i, int j, int last) {
        float[] heap = this.heap;
        int columns = this.columns;
        int aRow = this.aRow;
        int aStep = this.aStep;
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c02 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c12 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c22 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c32 = zero;
        int aAt = i * aRow;
        int bAt = bFrom + j;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, heap, bAt);
            FloatVector b1 = FloatVector.fromArray(S, heap, bAt + LANES);
            FloatVector b2 = FloatVector.fromArray(S, heap, bAt + last);
            FloatVector a0 = FloatVector.broadcast(S, heap[aAt]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            FloatVector a1 = FloatVector.broadcast(S, heap[aAt + aRow]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            FloatVector a2 = FloatVector.broadcast(S, heap[aAt + 2 * aRow]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            FloatVector a3 = FloatVector.broadcast(S, heap[aAt + 3 * aRow]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            aAt += aStep;
            bAt += columns;
        }
        ByteBuffer y = this.y;
        ByteBuffer out = this.out;
        FloatVector factor = FloatVector.broadcast(S, alpha);
        int at = 4 * ((first + i) * columns + j);
        int lastAt = at + 4 * last;
        c02 = c02.fma(factor, FloatVector.fromByteBuffer(S, y, lastAt, ORDER));
        c00.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c01.fma(factor, FloatVector.fromByteBuffer(S, y, at + BYTES, ORDER)).intoByteBuffer(out, at + BYTES, ORDER);
        c02.intoByteBuffer(out, lastAt, ORDER);
        at += 4 * columns;
        lastAt += 4 * columns;
        c12 = c12.fma(factor, FloatVector.fromByteBuffer(S, y, lastAt, ORDER));
        c10.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c11.fma(factor, FloatVector.fromByteBuffer(S, y, at + BYTES, ORDER)).intoByteBuffer(out, at + BYTES, ORDER);
        c12.intoByteBuffer(out, lastAt, ORDER);
        at += 4 * columns;
        lastAt += 4 * columns;
        c22 = c22.fma(factor, FloatVector.fromByteBuffer(S, y, lastAt, ORDER));
        c20.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c21.fma(factor, FloatVector.fromByteBuffer(S, y, at + BYTES, ORDER)).intoByteBuffer(out, at + BYTES, ORDER);
        c22.intoByteBuffer(out, lastAt, ORDER);
        at += 4 * columns;
        lastAt += 4 * columns;
        c32 = c32.fma(factor, FloatVector.fromByteBuffer(S, y, lastAt, ORDER));
        c30.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c31.fma(factor, FloatVector.fromByteBuffer(S, y, at + BYTES, ORDER)).intoByteBuffer(out, at + BYTES, ORDER);
        c32.intoByteBuffer(out, lastAt, ORDER);
    }

    /** Rows i to i + 3, two vectors from column j on, of which the last begins {@code last} columns after j. */
    void fourByTwo(int i, int j, int last) {
        float[] heap = this.heap;
        int columns = this.columns;
        int aRow = this.aRow;
        int aStep = this.aStep;
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        int aAt = i * aRow;
        int bAt = bFrom + j;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, heap, bAt);
            FloatVector b1 = FloatVector.fromArray(S, heap, bAt + last);
            FloatVector a0 = FloatVector.broadcast(S, heap[aAt]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(S, heap[aAt + aRow]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(S, heap[aAt + 2 * aRow]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(S, heap[aAt + 3 * aRow]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            aAt += aStep;
            bAt += columns;
        }
        ByteBuffer y = this.y;
        ByteBuffer out = this.out;
        FloatVector factor = FloatVector.broadcast(S, alpha);
        int at = 4 * ((first + i) * columns + j);
        int lastAt = at + 4 * last;
        c01 = c01.fma(factor, FloatVector.fromByteBuffer(S, y, lastAt, ORDER));
        c00.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c01.intoByteBuffer(out, lastAt, ORDER);
        at += 4 * columns;
        lastAt += 4 * columns;
        c11 = c11.fma(factor, FloatVector.fromByteBuffer(S, y, lastAt, ORDER));
        c10.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c11.intoByteBuffer(out, lastAt, ORDER);
        at += 4 * columns;
        lastAt += 4 * columns;
        c21 = c21.fma(factor, FloatVector.fromByteBuffer(S, y, lastAt, ORDER));
        c20.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c21.intoByteBuffer(out, lastAt, ORDER);
        at += 4 * columns;
        lastAt += 4 * columns;
        c31 = c31.fma(factor, FloatVector.fromByteBuffer(S, y, lastAt, ORDER));
        c30.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c31.intoByteBuffer(out, lastAt, ORDER);
    }

    /** Row i, three vectors from column j on, of which the last begins {@code last} columns after j. */
    void oneByThree(int i, int j, int last) {
        float[] heap = this.heap;
        int columns = this.columns;
        int aStep = this.aStep;
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c02 = zero;
        int aAt = i * this.aRow;
        int bAt = bFrom + j;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, heap, bAt);
            FloatVector b1 = FloatVector.fromArray(S, heap, bAt + LANES);
            FloatVector b2 = FloatVector.fromArray(S, heap, bAt + last);
            FloatVector a0 = FloatVector.broadcast(S, heap[aAt]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            aAt += aStep;
            bAt += columns;
        }
        ByteBuffer y = this.y;
        ByteBuffer out = this.out;
        FloatVector factor = FloatVector.broadcast(S, alpha);
        int at = 4 * ((first + i) * columns + j);
        int lastAt = at + 4 * last;
        c02 = c02.fma(factor, FloatVector.fromByteBuffer(S, y, lastAt, ORDER));
        c00.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c01.fma(factor, FloatVector.fromByteBuffer(S, y, at + BYTES, ORDER)).intoByteBuffer(out, at + BYTES, ORDER);
        c02.intoByteBuffer(out, lastAt, ORDER);
    }

    /** Row i, two vectors from column j on, of which the last begins {@code last} columns after j. */
    void oneByTwo(int i, int j, int last) {
        float[] heap = this.heap;
        int columns = this.columns;
        int aStep = this.aStep;
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        int aAt = i * this.aRow;
        int bAt = bFrom + j;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, heap, bAt);
            FloatVector b1 = FloatVector.fromArray(S, heap, bAt + last);
            FloatVector a0 = FloatVector.broadcast(S, heap[aAt]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            aAt += aStep;
            bAt += columns;
        }
        ByteBuffer y = this.y;
        ByteBuffer out = this.out;
        FloatVector factor = FloatVector.broadcast(S, alpha);
        int at = 4 * ((first + i) * columns + j);
        int lastAt = at + 4 * last;
        c01 = c01.fma(factor, FloatVector.fromByteBuffer(S, y, lastAt, ORDER));
        c00.fma(factor, FloatVector.fromByteBuffer(S, y, at, ORDER)).intoByteBuffer(out, at, ORDER);
        c01.intoByteBuffer(out, lastAt, ORDER);
    }
}
