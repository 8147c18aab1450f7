package dev.starling.kernel;

import static dev.starling.kernel.Lanes.LANES;
import static dev.starling.kernel.Lanes.ORDER;
import static dev.starling.kernel.Lanes.S;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** The loops of max pooling: over the windows of an image, each window's positions, and by vectors over the channels. */
final class MaxWindows extends Windows {
    /** How many channels go by whole vectors, and how many if the last vector may run over into the next elements. */
    private final int whole;

    private final int over;

    MaxWindows(int kernel, int stride, Storage image, Storage result) {
        super(kernel, stride, image.shape, result.shape);
        boolean vectors = image.dtype == DType.FLOAT32;
        this.whole = vectors ? channels - channels % LANES : 0;
        this.over = vectors ? whole + (whole < channels ? LANES : 0) : 0;
    }

    /** How many channels go by vectors where the result is written in order: what runs over is overwritten by what follows. */
    private int vectors(int in, int out, Storage x, Storage y) {
        boolean room = out + over <= y.size && in + offsets[offsets.length - 1] + over <= x.size;
        return room ? over : whole;
    }

    /** The first maximum of each window, or its first NaN, and its position. */
    void pool(Storage x, Storage y, Storage where) {
        each((in, out) -> {
            int vectors = vectors(in, out, x, y);
            pool(x.bytes(), in, y.bytes(), where.bytes(), out, vectors);
            for (int c = vectors; c < channels; c++) {
                double best = x.get(in + c);
                int position = 0;
                for (int i = 1; i < offsets.length; i++) {
                    double candidate = x.get(in + c + offsets[i]);
                    if (!Double.isNaN(best) && !(candidate <= best)) {
                        best = candidate;
                        position = i;
                    }
                }
                y.set(out + c, best);
                where.set(out + c, position);
            }
        });
    }

    private void pool(ByteBuffer x, int in, ByteBuffer y, ByteBuffer where, int out, int vectors) {
        for (int c = 0; c < vectors; c += LANES) {
            FloatVector best = FloatVector.fromByteBuffer(S, x, 4 * (in + c), ORDER);
            FloatVector position = FloatVector.zero(S);
            for (int i = 1; i < offsets.length; i++) {
                FloatVector candidate = FloatVector.fromByteBuffer(S, x, 4 * (in + c + offsets[i]), ORDER);
                // A maximum does not see what is no number; but two numbers that are not "at most" may be unordered.
                VectorMask<Float> better =
                        candidate.compare(VectorOperators.LE, best).not().and(best.compare(VectorOperators.EQ, best));
                best = best.blend(candidate, better);
                position = position.blend(i, better);
            }
            best.intoByteBuffer(y, 4 * (out + c), ORDER);
            position.intoByteBuffer(where, 4 * (out + c), ORDER);
        }
    }

    /** The elements of x at the positions. */
    void pick(Storage x, Storage where, Storage y) {
        each((in, out) -> {
            int vectors = vectors(in, out, x, y);
            pick(x.bytes(), in, where.bytes(), y.bytes(), out, vectors);
            for (int c = vectors; c < channels; c++) {
                y.set(out + c, x.get(in + c + offsets[(int) where.get(out + c)]));
            }
        });
    }

    private void pick(ByteBuffer x, int in, ByteBuffer where, ByteBuffer y, int out, int vectors) {
        for (int c = 0; c < vectors; c += LANES) {
            FloatVector position = FloatVector.fromByteBuffer(S, where, 4 * (out + c), ORDER);
            FloatVector picked = FloatVector.fromByteBuffer(S, x, 4 * (in + c), ORDER);
            for (int i = 1; i < offsets.length; i++) {
                FloatVector candidate = FloatVector.fromByteBuffer(S, x, 4 * (in + c + offsets[i]), ORDER);
                picked = picked.blend(candidate, position.compare(VectorOperators.EQ, i));
            }
            picked.intoByteBuffer(y, 4 * (out + c), ORDER);
        }
    }

    /** The transpose of {@link #pick}: adds each element of g at its position into zeros. */
    void place(Storage g, Storage where, Storage x) {
        if (stride < kernel) {
            x.zero();
            each((in, out) -> {
                for (int c = 0; c < channels; c++) {
                    int to = in + c + offsets[(int) where.get(out + c)];
                    x.set(to, x.get(to) + g.get(out + c));
                }
            });
            return;
        }
        if (cover()) {
            placeInOrder(g, where, x);
            return;
        }
        x.zero();
        each((in, out) -> {
            place(g.bytes(), where.bytes(), out, x.bytes(), in, whole);
            for (int i = 0; i < offsets.length; i++) {
                for (int c = whole; c < channels; c++) {
                    x.set(in + c + offsets[i], where.get(out + c) == i ? g.get(out + c) : 0);
                }
            }
        });
    }

    /** Where the windows cover the image: what runs over at a position is overwritten at the next, as they are written in order. */
    private void placeInOrder(Storage g, Storage where, Storage x) {
        int line = result[2] * channels;
        int to = 0;
        for (int row = 0; row < result[0] * result[1]; row++) {
            for (int kernelRow = 0; kernelRow < kernel; kernelRow++) {
                for (int out = row * line; out < (row + 1) * line; out += channels) {
                    for (int i = kernelRow * kernel; i < (kernelRow + 1) * kernel; i++) {
                        int vectors = to + over <= x.size && out + over <= g.size ? over : whole;
                        place(g.bytes(), where.bytes(), out, i, x.bytes(), to, vectors);
                        for (int c = vectors; c < channels; c++) {
                            x.set(to + c, where.get(out + c) == i ? g.get(out + c) : 0);
                        }
                        to += channels;
                    }
                }
            }
        }
    }

    private void place(ByteBuffer g, ByteBuffer where, int out, ByteBuffer x, int in, int vectors) {
        for (int i = 0; i < offsets.length; i++) {
            place(g, where, out, i, x, in + offsets[i], vectors);
        }
    }

    /** The elements of g whose position is i, to where they belong, and zeros for the others. */
    private static void place(ByteBuffer g, ByteBuffer where, int out, int i, ByteBuffer x, int to, int vectors) {
        for (int c = 0; c < vectors; c += LANES) {
            FloatVector value = FloatVector.fromByteBuffer(S, g, 4 * (out + c), ORDER);
            FloatVector position = FloatVector.fromByteBuffer(S, where, 4 * (out + c), ORDER);
            FloatVector.zero(S)
                    .blend(value, position.compare(VectorOperators.EQ, i))
                    .intoByteBuffer(x, 4 * (to + c), ORDER);
        }
    }
}
