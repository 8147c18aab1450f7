package dev.starling.kernel;

import static dev.starling.kernel.Lanes.ORDER;
import static dev.starling.kernel.Lanes.S;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * The inner loops of a float32 product C = A B, over tiles of C that fit into the vector registers. Every element of C is the chain
 * of fused multiply-adds over k from 0 upwards, whatever the tile: so tiles may overlap, and no bit depends on the tile, on the
 * vector length or on the other rows.
 *
 * <p>The loops are alike but for the number of rows and of vectors a row; they are written out because the compiler keeps vectors in
 * registers only as local variables, and without helpers because it inlines only the library's methods into loops as large as
 * these. Both compilers must cope with each method: one that is too large for the first stays interpreted, a hundred times slower.
 * A is read number by number from the Java heap and B in vectors from native memory, which was the fastest of the combinations.
 */
final class Tiles {

    /** Sixteen registers cannot hold the tiles of four vectors a row, thirty-two can. */
    static final boolean WIDE = S.vectorBitSize() == 512;

    private static final int BYTES = S.vectorByteSize();

    private final float[] a;
    private final int aRow;
    private final int aStep;
    private final ByteBuffer b;
    private final ByteBuffer c;

    /** The length of a row of B and C in bytes. */
    private final int row;

    private final int depth;

    /** The row of C to which A's first row belongs. */
    private final int first;

    /**
     * @param a element (i, k) stands at {@code i * aRow + k * aStep}
     * @param b [depth, columns]
     * @param c [first + rows, columns]
     */
    Tiles(float[] a, int aRow, int aStep, ByteBuffer b, ByteBuffer c, int columns, int depth, int first) {
        this.a = a;
        this.aRow = aRow;
        this.aStep = aStep;
        this.b = b;
        this.c = c;
        this.row = 4 * columns;
        this.depth = depth;
        this.first = first;
    }

    /** Rows i to i + 4, four vectors from column j on. */
    void fiveByFour(int i, int j) {
        float[] a = this.a;
        ByteBuffer b = this.b;
        ByteBuffer c = this.c;
        int row = this.row;
        int aRow = this.aRow;
        int aStep = this.aStep;
        int cAt = (first + i) * row + 4 * j;
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c02 = FloatVector.zero(S);
        FloatVector c03 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c12 = FloatVector.zero(S);
        FloatVector c13 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c22 = FloatVector.zero(S);
        FloatVector c23 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c32 = FloatVector.zero(S);
        FloatVector c33 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c41 = FloatVector.zero(S);
        FloatVector c42 = FloatVector.zero(S);
        FloatVector c43 = FloatVector.zero(S);
        int aAt = i * aRow;
        int bAt = 4 * j;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromByteBuffer(S, b, bAt, ORDER);
            FloatVector b1 = FloatVector.fromByteBuffer(S, b, bAt + BYTES, ORDER);
            FloatVector b2 = FloatVector.fromByteBuffer(S, b, bAt + 2 * BYTES, ORDER);
            FloatVector b3 = FloatVector.fromByteBuffer(S, b, bAt + 3 * BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(S, a[aAt]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[aAt + aRow]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(S, a[aAt + 2 * aRow]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(S, a[aAt + 3 * aRow]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            FloatVector a4 = FloatVector.broadcast(S, a[aAt + 4 * aRow]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            c43 = a4.fma(b3, c43);
            aAt += aStep;
            bAt += row;
        }
        c00.intoByteBuffer(c, cAt, ORDER);
        c01.intoByteBuffer(c, cAt + BYTES, ORDER);
        c02.intoByteBuffer(c, cAt + 2 * BYTES, ORDER);
        c03.intoByteBuffer(c, cAt + 3 * BYTES, ORDER);
        c10.intoByteBuffer(c, cAt + row, ORDER);
        c11.intoByteBuffer(c, cAt + row + BYTES, ORDER);
        c12.intoByteBuffer(c, cAt + row + 2 * BYTES, ORDER);
        c13.intoByteBuffer(c, cAt + row + 3 * BYTES, ORDER);
        c20.intoByteBuffer(c, cAt + 2 * row, ORDER);
        c21.intoByteBuffer(c, cAt + 2 * row + BYTES, ORDER);
        c22.intoByteBuffer(c, cAt + 2 * row + 2 * BYTES, ORDER);
        c23.intoByteBuffer(c, cAt + 2 * row + 3 * BYTES, ORDER);
        c30.intoByteBuffer(c, cAt + 3 * row, ORDER);
        c31.intoByteBuffer(c, cAt + 3 * row + BYTES, ORDER);
        c32.intoByteBuffer(c, cAt + 3 * row + 2 * BYTES, ORDER);
        c33.intoByteBuffer(c, cAt + 3 * row + 3 * BYTES, ORDER);
        c40.intoByteBuffer(c, cAt + 4 * row, ORDER);
        c41.intoByteBuffer(c, cAt + 4 * row + BYTES, ORDER);
        c42.intoByteBuffer(c, cAt + 4 * row + 2 * BYTES, ORDER);
        c43.intoByteBuffer(c, cAt + 4 * row + 3 * BYTES, ORDER);
    }

    /** Rows i to i + 3, four vectors from column j on. */
    void fourByFour(int i, int j) {
        float[] a = this.a;
        ByteBuffer b = this.b;
        ByteBuffer c = this.c;
        int row = this.row;
        int aRow = this.aRow;
        int aStep = this.aStep;
        int cAt = (first + i) * row + 4 * j;
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c02 = FloatVector.zero(S);
        FloatVector c03 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c12 = FloatVector.zero(S);
        FloatVector c13 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c22 = FloatVector.zero(S);
        FloatVector c23 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c32 = FloatVector.zero(S);
        FloatVector c33 = FloatVector.zero(S);
        int aAt = i * aRow;
        int bAt = 4 * j;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromByteBuffer(S, b, bAt, ORDER);
            FloatVector b1 = FloatVector.fromByteBuffer(S, b, bAt + BYTES, ORDER);
            FloatVector b2 = FloatVector.fromByteBuffer(S, b, bAt + 2 * BYTES, ORDER);
            FloatVector b3 = FloatVector.fromByteBuffer(S, b, bAt + 3 * BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(S, a[aAt]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[aAt + aRow]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(S, a[aAt + 2 * aRow]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(S, a[aAt + 3 * aRow]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            aAt += aStep;
            bAt += row;
        }
        c00.intoByteBuffer(c, cAt, ORDER);
        c01.intoByteBuffer(c, cAt + BYTES, ORDER);
        c02.intoByteBuffer(c, cAt + 2 * BYTES, ORDER);
        c03.intoByteBuffer(c, cAt + 3 * BYTES, ORDER);
        c10.intoByteBuffer(c, cAt + row, ORDER);
        c11.intoByteBuffer(c, cAt + row + BYTES, ORDER);
        c12.intoByteBuffer(c, cAt + row + 2 * BYTES, ORDER);
        c13.intoByteBuffer(c, cAt + row + 3 * BYTES, ORDER);
        c20.intoByteBuffer(c, cAt + 2 * row, ORDER);
        c21.intoByteBuffer(c, cAt + 2 * row + BYTES, ORDER);
        c22.intoByteBuffer(c, cAt + 2 * row + 2 * BYTES, ORDER);
        c23.intoByteBuffer(c, cAt + 2 * row + 3 * BYTES, ORDER);
        c30.intoByteBuffer(c, cAt + 3 * row, ORDER);
        c31.intoByteBuffer(c, cAt + 3 * row + BYTES, ORDER);
        c32.intoByteBuffer(c, cAt + 3 * row + 2 * BYTES, ORDER);
        c33.intoByteBuffer(c, cAt + 3 * row + 3 * BYTES, ORDER);
    }

    /** Rows i to i + 3, five vectors from column j on. */
    void fourByFive(int i, int j) {
        float[] a = this.a;
        ByteBuffer b = this.b;
        ByteBuffer c = this.c;
        int row = this.row;
        int aRow = this.aRow;
        int aStep = this.aStep;
        int cAt = (first + i) * row + 4 * j;
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c02 = FloatVector.zero(S);
        FloatVector c03 = FloatVector.zero(S);
        FloatVector c04 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c12 = FloatVector.zero(S);
        FloatVector c13 = FloatVector.zero(S);
        FloatVector c14 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c22 = FloatVector.zero(S);
        FloatVector c23 = FloatVector.zero(S);
        FloatVector c24 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c32 = FloatVector.zero(S);
        FloatVector c33 = FloatVector.zero(S);
        FloatVector c34 = FloatVector.zero(S);
        int aAt = i * aRow;
        int bAt = 4 * j;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromByteBuffer(S, b, bAt, ORDER);
            FloatVector b1 = FloatVector.fromByteBuffer(S, b, bAt + BYTES, ORDER);
            FloatVector b2 = FloatVector.fromByteBuffer(S, b, bAt + 2 * BYTES, ORDER);
            FloatVector b3 = FloatVector.fromByteBuffer(S, b, bAt + 3 * BYTES, ORDER);
            FloatVector b4 = FloatVector.fromByteBuffer(S, b, bAt + 4 * BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(S, a[aAt]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            c04 = a0.fma(b4, c04);
            FloatVector a1 = FloatVector.broadcast(S, a[aAt + aRow]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            c14 = a1.fma(b4, c14);
            FloatVector a2 = FloatVector.broadcast(S, a[aAt + 2 * aRow]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            c24 = a2.fma(b4, c24);
            FloatVector a3 = FloatVector.broadcast(S, a[aAt + 3 * aRow]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            c34 = a3.fma(b4, c34);
            aAt += aStep;
            bAt += row;
        }
        c00.intoByteBuffer(c, cAt, ORDER);
        c01.intoByteBuffer(c, cAt + BYTES, ORDER);
        c02.intoByteBuffer(c, cAt + 2 * BYTES, ORDER);
        c03.intoByteBuffer(c, cAt + 3 * BYTES, ORDER);
        c04.intoByteBuffer(c, cAt + 4 * BYTES, ORDER);
        c10.intoByteBuffer(c, cAt + row, ORDER);
        c11.intoByteBuffer(c, cAt + row + BYTES, ORDER);
        c12.intoByteBuffer(c, cAt + row + 2 * BYTES, ORDER);
        c13.intoByteBuffer(c, cAt + row + 3 * BYTES, ORDER);
        c14.intoByteBuffer(c, cAt + row + 4 * BYTES, ORDER);
        c20.intoByteBuffer(c, cAt + 2 * row, ORDER);
        c21.intoByteBuffer(c, cAt + 2 * row + BYTES, ORDER);
        c22.intoByteBuffer(c, cAt + 2 * row + 2 * BYTES, ORDER);
        c23.intoByteBuffer(c, cAt + 2 * row + 3 * BYTES, ORDER);
        c24.intoByteBuffer(c, cAt + 2 * row + 4 * BYTES, ORDER);
        c30.intoByteBuffer(c, cAt + 3 * row, ORDER);
        c31.intoByteBuffer(c, cAt + 3 * row + BYTES, ORDER);
        c32.intoByteBuffer(c, cAt + 3 * row + 2 * BYTES, ORDER);
        c33.intoByteBuffer(c, cAt + 3 * row + 3 * BYTES, ORDER);
        c34.intoByteBuffer(c, cAt + 3 * row + 4 * BYTES, ORDER);
    }

    /** Row i, four vectors from column j on. */
    void oneByFour(int i, int j) {
        float[] a = this.a;
        ByteBuffer b = this.b;
        ByteBuffer c = this.c;
        int row = this.row;
        int aStep = this.aStep;
        int cAt = (first + i) * row + 4 * j;
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c02 = FloatVector.zero(S);
        FloatVector c03 = FloatVector.zero(S);
        int aAt = i * this.aRow;
        int bAt = 4 * j;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromByteBuffer(S, b, bAt, ORDER);
            FloatVector b1 = FloatVector.fromByteBuffer(S, b, bAt + BYTES, ORDER);
            FloatVector b2 = FloatVector.fromByteBuffer(S, b, bAt + 2 * BYTES, ORDER);
            FloatVector b3 = FloatVector.fromByteBuffer(S, b, bAt + 3 * BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(S, a[aAt]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            aAt += aStep;
            bAt += row;
        }
        c00.intoByteBuffer(c, cAt, ORDER);
        c01.intoByteBuffer(c, cAt + BYTES, ORDER);
        c02.intoByteBuffer(c, cAt + 2 * BYTES, ORDER);
        c03.intoByteBuffer(c, cAt + 3 * BYTES, ORDER);
    }

    /** Rows i to i + 4, two vectors from column j on. */
    void fiveByTwo(int i, int j) {
        float[] a = this.a;
        ByteBuffer b = this.b;
        ByteBuffer c = this.c;
        int row = this.row;
        int aRow = this.aRow;
        int aStep = this.aStep;
        int cAt = (first + i) * row + 4 * j;
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c41 = FloatVector.zero(S);
        int aAt = i * aRow;
        int bAt = 4 * j;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromByteBuffer(S, b, bAt, ORDER);
            FloatVector b1 = FloatVector.fromByteBuffer(S, b, bAt + BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(S, a[aAt]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[aAt + aRow]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[aAt + 2 * aRow]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[aAt + 3 * aRow]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(S, a[aAt + 4 * aRow]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            aAt += aStep;
            bAt += row;
        }
        c00.intoByteBuffer(c, cAt, ORDER);
        c01.intoByteBuffer(c, cAt + BYTES, ORDER);
        c10.intoByteBuffer(c, cAt + row, ORDER);
        c11.intoByteBuffer(c, cAt + row + BYTES, ORDER);
        c20.intoByteBuffer(c, cAt + 2 * row, ORDER);
        c21.intoByteBuffer(c, cAt + 2 * row + BYTES, ORDER);
        c30.intoByteBuffer(c, cAt + 3 * row, ORDER);
        c31.intoByteBuffer(c, cAt + 3 * row + BYTES, ORDER);
        c40.intoByteBuffer(c, cAt + 4 * row, ORDER);
        c41.intoByteBuffer(c, cAt + 4 * row + BYTES, ORDER);
    }

    /** Rows i to i + 4, a vector from column j on. */
    void fiveByOne(int i, int j) {
        float[] a = this.a;
        ByteBuffer b = this.b;
        ByteBuffer c = this.c;
        int row = this.row;
        int aRow = this.aRow;
        int aStep = this.aStep;
        int cAt = (first + i) * row + 4 * j;
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        int aAt = i * aRow;
        int bAt = 4 * j;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromByteBuffer(S, b, bAt, ORDER);
            FloatVector a0 = FloatVector.broadcast(S, a[aAt]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(S, a[aAt + aRow]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(S, a[aAt + 2 * aRow]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(S, a[aAt + 3 * aRow]);
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(S, a[aAt + 4 * aRow]);
            c40 = a4.fma(b0, c40);
            aAt += aStep;
            bAt += row;
        }
        c00.intoByteBuffer(c, cAt, ORDER);
        c10.intoByteBuffer(c, cAt + row, ORDER);
        c20.intoByteBuffer(c, cAt + 2 * row, ORDER);
        c30.intoByteBuffer(c, cAt + 3 * row, ORDER);
        c40.intoByteBuffer(c, cAt + 4 * row, ORDER);
    }

    /** Row i, a vector from column j on. */
    void oneByOne(int i, int j) {
        float[] a = this.a;
        ByteBuffer b = this.b;
        ByteBuffer c = this.c;
        int row = this.row;
        int aStep = this.aStep;
        int cAt = (first + i) * row + 4 * j;
        FloatVector c00 = FloatVector.zero(S);
        int aAt = i * this.aRow;
        int bAt = 4 * j;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromByteBuffer(S, b, bAt, ORDER);
            FloatVector a0 = FloatVector.broadcast(S, a[aAt]);
            c00 = a0.fma(b0, c00);
            aAt += aStep;
            bAt += row;
        }
        c00.intoByteBuffer(c, cAt, ORDER);
    }
}
