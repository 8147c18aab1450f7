package dev.starling.kernel;

import static dev.starling.kernel.Lanes.LANES;
import static dev.starling.kernel.Lanes.ORDER;
import static dev.starling.kernel.Lanes.S;

import java.nio.ByteBuffer;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of average pooling: over the windows of an image and by vectors over the channels. A mean is that of a sum in double, added
 * up by position, so that no bit depends on the vector length.
 */
final class MeanWindows extends Windows {
    private static final VectorSpecies<Double> D = VectorSpecies.of(double.class, S.vectorShape());
    private static final int WIDTH = D.length();

    private final boolean vectors;

    MeanWindows(int kernel, int stride, Storage image, Storage result) {
        super(kernel, stride, image.shape, result.shape);
        this.vectors = image.dtype == DType.FLOAT32;
    }

    /** The mean of each window. */
    void average(Storage x, Storage y) {
        each((in, out) -> {
            int c = vectors ? average(x, in, y, out) : 0;
            for (; c < channels; c++) {
                double sum = 0;
                for (int offset : offsets) {
                    sum += x.get(in + c + offset);
                }
                y.set(out + c, sum / offsets.length);
            }
        });
    }

    /**
     * Half a vector of floats at a time, which is a whole one of doubles. The other half is read and written too, where there is room,
     * and overwritten by what follows.
     *
     * @return how many channels are done
     */
    private int average(Storage from, int in, Storage to, int out) {
        int room = Math.min(from.size - in - offsets[offsets.length - 1], to.size - out) - LANES;
        ByteBuffer x = from.bytes();
        ByteBuffer y = to.bytes();
        int c = 0;
        for (; c < channels && c <= room; c += WIDTH) {
            DoubleVector sum = DoubleVector.zero(D);
            for (int offset : offsets) {
                FloatVector values = FloatVector.fromByteBuffer(S, x, 4 * (in + c + offset), ORDER);
                sum = sum.add(values.convertShape(VectorOperators.F2D, D, 0));
            }
            FloatVector mean = (FloatVector) sum.div(offsets.length).convertShape(VectorOperators.D2F, S, 0);
            mean.intoByteBuffer(y, 4 * (out + c), ORDER);
        }
        return c;
    }

    /** The transpose of {@link #average}: each element of g divided by a window's size and added at all positions into zeros, which leaves no -0. */
    void spread(Storage g, Storage x) {
        if (!cover()) {
            x.zero();
        }
        if (stride < kernel) {
            each((in, out) -> {
                for (int c = 0; c < channels; c++) {
                    double share = g.get(out + c) / offsets.length;
                    for (int offset : offsets) {
                        x.set(in + c + offset, x.get(in + c + offset) + share);
                    }
                }
            });
            return;
        }
        int whole = vectors ? channels - channels % LANES : 0;
        each((in, out) -> {
            spread(g.bytes(), out, x.bytes(), in, whole);
            for (int c = whole; c < channels; c++) {
                double share = 0 + g.get(out + c) / offsets.length;
                for (int offset : offsets) {
                    x.set(in + c + offset, share);
                }
            }
        });
    }

    private void spread(ByteBuffer g, int out, ByteBuffer x, int in, int whole) {
        for (int c = 0; c < whole; c += LANES) {
            FloatVector share = FloatVector.fromByteBuffer(S, g, 4 * (out + c), ORDER)
                    .div(offsets.length)
                    .add(0);
            for (int offset : offsets) {
                share.intoByteBuffer(x, 4 * (in + c + offset), ORDER);
            }
        }
    }
}
