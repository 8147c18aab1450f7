package dev.starling.data;

import java.util.Arrays;

/** Average pooling of stored images. */
final class Pooling {
    private Pooling() {}

    static int[] shape(int[] shape, int factor) {
        if (shape.length != 3 || factor < 1 || shape[0] % factor != 0 || shape[1] % factor != 0) {
            throw new IllegalArgumentException("cannot pool inputs of " + Arrays.toString(shape) + " by " + factor
                    + ": inputs must be [height, width, channels] with sides that are multiples of it");
        }
        return new int[] {shape[0] / factor, shape[1] / factor, shape[2]};
    }

    static Features average(Features images, int[] shape, int factor) {
        int[] pooled = shape(shape, factor);
        int size = pooled[0] * pooled[1] * pooled[2];
        float[] values = new float[Math.multiplyExact(images.count(), size)];
        for (int i = 0, at = 0; i < images.count(); i++) {
            for (int row = 0; row < pooled[0]; row++) {
                for (int column = 0; column < pooled[1]; column++) {
                    for (int channel = 0; channel < pooled[2]; channel++) {
                        values[at++] =
                                (float) (sum(images, i, shape, row, column, channel, factor) / (factor * factor));
                    }
                }
            }
        }
        return new Features.Floats(values, size);
    }

    private static double sum(Features images, int image, int[] shape, int row, int column, int channel, int factor) {
        double sum = 0;
        for (int y = row * factor; y < (row + 1) * factor; y++) {
            for (int x = column * factor; x < (column + 1) * factor; x++) {
                sum += images.value(image, (y * shape[1] + x) * shape[2] + channel);
            }
        }
        return sum;
    }
}
