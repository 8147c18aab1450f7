package dev.starling.kernel;

import static dev.starling.kernel.Lanes.LANES;
import static dev.starling.kernel.Lanes.S;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Both gradients of a convolution with few input channels and one vector of output channels, as products over the image's patches.
 * Libraries go through channels by vectors, of which such a convolution has but a part: LeNet-5's second one takes three quarters of
 * the time of ND4J's conv2d_bp.
 */
final class Patches {
    private static final int MAX_IN_CHANNELS = 8;
    private static final int OUT_CHANNELS = 16;

    /** 0, 1, 2, ... */
    private static final float[] NUMBERS = numbers();

    private final Conv2dSpec spec;
    private final int[] image;
    private final int[] weights;
    private final int[] result;

    /** Elements of a line of a padded image, of such an image, of a patch, and of a patch's line. */
    private final int paddedLine;

    private final int paddedImage;
    private final int patch;
    private final int run;

    /** The elements of the vector that ends a patch's line which the vector before has seen to. */
    private final VectorMask<Float> seen;

    private Patches(Conv2dSpec spec, int[] image, int[] weights, int[] result) {
        this.spec = spec;
        this.image = image;
        this.weights = weights;
        this.result = result;
        this.paddedLine = (image[2] + 2 * spec.padWidth()) * image[3];
        this.paddedImage = (image[1] + 2 * spec.padHeight()) * paddedLine;
        this.run = weights[1] * image[3];
        this.patch = weights[0] * run;
        int over = (LANES - run % LANES) % LANES;
        this.seen = FloatVector.fromArray(S, NUMBERS, 0).compare(VectorOperators.LT, over);
    }

    private static float[] numbers() {
        float[] numbers = new float[LANES];
        for (int i = 0; i < LANES; i++) {
            numbers[i] = i;
        }
        return numbers;
    }

    static boolean serves(DType dtype, int[] weights) {
        return dtype == DType.FLOAT32
                && weights[2] <= MAX_IN_CHANNELS
                && weights[3] == OUT_CHANNELS
                && weights[1] * weights[2] >= OUT_CHANNELS;
    }

    /**
     * Computes both.
     *
     * @param x [batch, height, width, channels]
     * @param w [kernelHeight, kernelWidth, channels, outChannels]
     * @param g [batch, outHeight, outWidth, outChannels]
     * @param dx as x
     * @param dw as w
     */
    static void gradients(Kernels kernels, Conv2dSpec spec, Storage x, Storage w, Storage g, Storage dx, Storage dw) {
        Patches patches = new Patches(spec, x.shape, w.shape, g.shape);
        int positions = g.size / OUT_CHANNELS;
        Storage cotangents = g.view(0, new int[] {positions, OUT_CHANNELS});
        patches.weightGradient(kernels, x, cotangents, dw);
        patches.inputGradient(kernels, w, cotangents, dx);
    }

    private void weightGradient(Kernels kernels, Storage x, Storage g, Storage dw) {
        int positions = g.shape[0];
        float[] laidOut = kernels.heap(positions * patch);
        float[] padded = new float[paddedImage];
        int line = image[2] * image[3];
        int at = 0;
        for (int n = 0; n < image[0]; n++) {
            for (int row = 0; row < image[1]; row++) {
                x.floats().get((n * image[1] + row) * line, padded, lineAt(row), line);
            }
            for (int position = 0; position < result[1] * result[2]; position++) {
                for (int kernelRow = 0; kernelRow < weights[0]; kernelRow++) {
                    System.arraycopy(padded, runAt(position, kernelRow), laidOut, at, run);
                    at += run;
                }
            }
        }
        TiledProduct.multiplyTransposed(laidOut, patch, OUT_CHANNELS, positions, g, dw);
    }

    private void inputGradient(Kernels kernels, Storage w, Storage g, Storage dx) {
        int positions = g.shape[0];
        Storage turned = kernels.scratch(DType.FLOAT32, OUT_CHANNELS, patch);
        Moves.transpose(w, 0, patch, OUT_CHANNELS, turned, 0);
        Storage pulled = kernels.scratch(DType.FLOAT32, positions, patch);
        TiledProduct.multiply(kernels, false, positions, patch, OUT_CHANNELS, g, turned, pulled);
        int perImage = result[1] * result[2];
        float[] patches = kernels.heap(perImage * patch);
        float[] padded = new float[paddedImage];
        int line = image[2] * image[3];
        for (int n = 0; n < image[0]; n++) {
            pulled.floats().get(n * perImage * patch, patches, 0, perImage * patch);
            Arrays.fill(padded, 0);
            int from = 0;
            for (int position = 0; position < perImage; position++) {
                for (int kernelRow = 0; kernelRow < weights[0]; kernelRow++) {
                    addRun(patches, from, padded, runAt(position, kernelRow));
                    from += run;
                }
            }
            for (int row = 0; row < image[1]; row++) {
                dx.floats().put((n * image[1] + row) * line, padded, lineAt(row), line);
            }
        }
    }

    /** Where a line of the image stands in the padded one. */
    private int lineAt(int row) {
        return (row + spec.padHeight()) * paddedLine + spec.padWidth() * image[3];
    }

    /** Where a line of a patch stands in the padded image. */
    private int runAt(int position, int kernelRow) {
        int row = position / result[2] * spec.strideHeight() + kernelRow;
        return row * paddedLine + position % result[2] * spec.strideWidth() * image[3];
    }

    private void addRun(float[] patches, int from, float[] padded, int to) {
        int whole = run - run % LANES;
        for (int i = 0; i < whole; i += LANES) {
            FloatVector sum = FloatVector.fromArray(S, padded, to + i).add(FloatVector.fromArray(S, patches, from + i));
            sum.intoArray(padded, to + i);
        }
        if (whole < run) {
            int last = run - LANES;
            FloatVector before = FloatVector.fromArray(S, padded, to + last);
            before.add(FloatVector.fromArray(S, patches, from + last))
                    .blend(before, seen)
                    .intoArray(padded, to + last);
        }
    }
}
