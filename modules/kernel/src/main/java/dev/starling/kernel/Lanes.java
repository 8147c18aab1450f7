package dev.starling.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Element-wise loops over float32 memory by vectors, and over float64 memory, which only checks the algebra, one by one. The result
 * may lie where an operand of its size lies. Each element is one operation of IEEE 754, so no bit depends on the vector length.
 */
final class Lanes {
    /**
     * The vectors of all our loops: as long as the CPU likes them. A JVM must see float vectors of one length only. With two, its
     * optimizing compiler does not know for sure which of them it deals with, and may give up making registers of them in any loop.
     */
    static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

    static final int LANES = S.length();
    static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int STEP = S.vectorByteSize();

    /** From so many elements on a call of a library costs less than it saves. */
    private static final int LONG = 2048;

    /** What is done to two elements. */
    enum Op {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        SUBTRACT_FROM,
        DIVIDE_INTO,
        /** The first where the second is above 0, else 0. */
        WHERE_ABOVE_ZERO;

        double apply(double a, double b) {
            return switch (this) {
                case ADD -> a + b;
                case SUBTRACT -> a - b;
                case MULTIPLY -> a * b;
                case DIVIDE -> a / b;
                case SUBTRACT_FROM -> b - a;
                case DIVIDE_INTO -> b / a;
                case WHERE_ABOVE_ZERO -> b > 0 ? a : 0;
            };
        }

        /** Rounded to float at once: the sum, difference, product or quotient of two floats in double rounds to the same. */
        private float apply(float a, float b) {
            return (float) apply((double) a, (double) b);
        }
    }

    private Lanes() {}

    /** {@code out = a op b} for operands of the result's size. */
    static void pairs(Op op, Storage a, Storage b, Storage out) {
        run(op, a, 0, b, 0, out, 0, out.size);
    }

    /** {@code out = a op row} for {@code rows} rows of {@code width} elements from element {@code at} on. */
    static void rows(Op op, Storage a, Storage row, Storage out, int at, int width, int rows) {
        for (int i = 0; i < rows; i++) {
            run(op, a, at + i * width, row, 0, out, at + i * width, width);
        }
    }

    /** {@code out = a op number}. */
    static void withNumber(Op op, Storage a, double number, Storage out) {
        withNumber(op, a, number, out, 0, out.size);
    }

    /** {@code out = a op column[row]} over rows of {@code width} elements. */
    static void columns(Op op, Storage a, Storage column, Storage out, int width) {
        for (int row = 0; row < column.size; row++) {
            withNumber(op, a, column.get(row), out, row * width, width);
        }
    }

    private static void run(Op op, Storage a, int aAt, Storage b, int bAt, Storage out, int at, int length) {
        if (out.dtype != DType.FLOAT32) {
            for (int i = 0; i < length; i++) {
                out.set(at + i, op.apply(a.get(aAt + i), b.get(bAt + i)));
            }
            return;
        }
        int whole = length - length % LANES;
        vectors(op, a.bytes(), 4 * aAt, b.bytes(), 4 * bAt, out.bytes(), 4 * at, 4 * whole);
        FloatBuffer left = a.floats();
        FloatBuffer right = b.floats();
        for (int i = whole; i < length; i++) {
            out.floats().put(at + i, op.apply(left.get(aAt + i), right.get(bAt + i)));
        }
    }

    private static FloatVector load(ByteBuffer buffer, int at) {
        return FloatVector.fromByteBuffer(S, buffer, at, ORDER);
    }

    /** A loop for each operation: a choice inside the loop would take as long as the work. */
    private static void vectors(
            Op op, ByteBuffer a, int aAt, ByteBuffer b, int bAt, ByteBuffer out, int at, int bytes) {
        FloatVector zero = FloatVector.zero(S);
        switch (op) {
            case ADD -> {
                for (int i = 0; i < bytes; i += STEP) {
                    load(a, aAt + i).add(load(b, bAt + i)).intoByteBuffer(out, at + i, ORDER);
                }
            }
            case SUBTRACT -> {
                for (int i = 0; i < bytes; i += STEP) {
                    load(a, aAt + i).sub(load(b, bAt + i)).intoByteBuffer(out, at + i, ORDER);
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < bytes; i += STEP) {
                    load(a, aAt + i).mul(load(b, bAt + i)).intoByteBuffer(out, at + i, ORDER);
                }
            }
            case DIVIDE -> {
                for (int i = 0; i < bytes; i += STEP) {
                    load(a, aAt + i).div(load(b, bAt + i)).intoByteBuffer(out, at + i, ORDER);
                }
            }
            case SUBTRACT_FROM -> {
                for (int i = 0; i < bytes; i += STEP) {
                    load(b, bAt + i).sub(load(a, aAt + i)).intoByteBuffer(out, at + i, ORDER);
                }
            }
            case DIVIDE_INTO -> {
                for (int i = 0; i < bytes; i += STEP) {
                    load(b, bAt + i).div(load(a, aAt + i)).intoByteBuffer(out, at + i, ORDER);
                }
            }
            case WHERE_ABOVE_ZERO -> {
                for (int i = 0; i < bytes; i += STEP) {
                    zero.blend(load(a, aAt + i), load(b, bAt + i).compare(VectorOperators.GT, 0))
                            .intoByteBuffer(out, at + i, ORDER);
                }
            }
        }
    }

    private static void withNumber(Op op, Storage a, double number, Storage out, int at, int length) {
        if (out.dtype != DType.FLOAT32) {
            for (int i = at; i < at + length; i++) {
                out.set(i, op.apply(a.get(i), number));
            }
            return;
        }
        int whole = length - length % LANES;
        vectors(op, a.bytes(), (float) number, out.bytes(), 4 * at, 4 * whole);
        for (int i = at + whole; i < at + length; i++) {
            out.floats().put(i, op.apply(a.floats().get(i), (float) number));
        }
    }

    private static void vectors(Op op, ByteBuffer a, float number, ByteBuffer out, int at, int bytes) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector y = FloatVector.broadcast(S, number);
        switch (op) {
            case ADD -> {
                for (int i = at; i < at + bytes; i += STEP) {
                    load(a, i).add(y).intoByteBuffer(out, i, ORDER);
                }
            }
            case SUBTRACT -> {
                for (int i = at; i < at + bytes; i += STEP) {
                    load(a, i).sub(y).intoByteBuffer(out, i, ORDER);
                }
            }
            case MULTIPLY -> {
                for (int i = at; i < at + bytes; i += STEP) {
                    load(a, i).mul(y).intoByteBuffer(out, i, ORDER);
                }
            }
            case DIVIDE -> {
                for (int i = at; i < at + bytes; i += STEP) {
                    load(a, i).div(y).intoByteBuffer(out, i, ORDER);
                }
            }
            case SUBTRACT_FROM -> {
                for (int i = at; i < at + bytes; i += STEP) {
                    y.sub(load(a, i)).intoByteBuffer(out, i, ORDER);
                }
            }
            case DIVIDE_INTO -> {
                for (int i = at; i < at + bytes; i += STEP) {
                    y.div(load(a, i)).intoByteBuffer(out, i, ORDER);
                }
            }
            case WHERE_ABOVE_ZERO -> {
                for (int i = at; i < at + bytes; i += STEP) {
                    zero.blend(load(a, i), y.compare(VectorOperators.GT, 0)).intoByteBuffer(out, i, ORDER);
                }
            }
        }
    }

    /** {@code out = max(x, 0)}, never -0; not a number stays so. */
    static void relu(Storage x, Storage out) {
        int whole = vectorized(out);
        ByteBuffer from = x.bytes();
        ByteBuffer to = out.bytes();
        for (int i = 0; i < 4 * whole; i += 4 * LANES) {
            FloatVector v = FloatVector.fromByteBuffer(S, from, i, ORDER);
            v.blend(0, v.compare(VectorOperators.LE, 0)).intoByteBuffer(to, i, ORDER);
        }
        for (int i = whole; i < out.size; i++) {
            out.set(i, x.get(i) <= 0 ? 0 : x.get(i));
        }
    }

    /** {@code out = fma(alpha, x, y)}; where out is y and calls of OpenBLAS pay, they do the same in three fifths of the time. */
    static void axpy(double alpha, Storage x, Storage y, Storage out) {
        if (y.dtype != DType.FLOAT32) {
            for (int i = 0; i < y.size; i++) {
                out.set(i, Math.fma(alpha, x.get(i), y.get(i)));
            }
            return;
        }
        int whole = vectorized(y);
        if (whole >= LONG && alpha != 0 && out.pointer.address() == y.pointer.address()) {
            openblas.cblas_saxpy(whole, (float) alpha, (FloatPointer) x.pointer, 1, (FloatPointer) out.pointer, 1);
        } else {
            FloatVector factor = FloatVector.broadcast(S, (float) alpha);
            for (int i = 0; i < 4 * whole; i += STEP) {
                load(x.bytes(), i).fma(factor, load(y.bytes(), i)).intoByteBuffer(out.bytes(), i, ORDER);
            }
        }
        for (int i = whole; i < y.size; i++) {
            float sum = Math.fma((float) alpha, x.floats().get(i), y.floats().get(i));
            out.floats().put(i, sum);
        }
    }

    /** How many elements go by vectors. */
    private static int vectorized(Storage out) {
        return out.dtype == DType.FLOAT32 ? out.size - out.size % LANES : 0;
    }
}
