package dev.starling.kernel;

/**
 * The square windows of a batch of images, without padding, in the order of their results. A position is the number
 * {@code row * kernel + column} within its window.
 */
class Windows {
    final int kernel;
    final int stride;
    final int[] image;
    final int[] result;
    final int channels;

    /** Distances in the image, in elements, from a window's first position to the others. */
    final int[] offsets;

    /**
     * @param image [batch, height, width, channels]
     * @param result [batch, rows of windows, windows of a row, channels]
     */
    Windows(int kernel, int stride, int[] image, int[] result) {
        this.kernel = kernel;
        this.stride = stride;
        this.image = image;
        this.result = result;
        this.channels = image[3];
        this.offsets = new int[kernel * kernel];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = (i / kernel * image[2] + i % kernel) * channels;
        }
    }

    /** What is done with the channels of one window. */
    interface Window {
        /**
         * @param in where the window begins in the image
         * @param out where its result stands
         */
        void visit(int in, int out);
    }

    final void each(Window window) {
        int out = 0;
        for (int n = 0; n < result[0]; n++) {
            for (int row = 0; row < result[1]; row++) {
                int in = (n * image[1] + row * stride) * image[2] * channels;
                for (int column = 0; column < result[2]; column++) {
                    window.visit(in, out);
                    in += stride * channels;
                    out += channels;
                }
            }
        }
    }

    /** Whether every element of the image is in one window. */
    final boolean cover() {
        return stride == kernel && result[1] * stride == image[1] && result[2] * stride == image[2];
    }
}
