package dev.starling.kernel;

/**
 * How a 2-D convolution moves over its input. Padding is with zeros, on both sides alike.
 *
 * @param strideHeight rows between windows, at least 1
 * @param strideWidth columns between windows, at least 1
 * @param padHeight rows of zeros above and below, at least 0
 * @param padWidth columns of zeros left and right, at least 0
 */
public record Conv2dSpec(int strideHeight, int strideWidth, int padHeight, int padWidth) {
    public Conv2dSpec {
        if (strideHeight < 1 || strideWidth < 1 || padHeight < 0 || padWidth < 0) {
            throw new IllegalArgumentException("convolution stride " + strideHeight + "x" + strideWidth
                    + " and padding " + padHeight + "x" + padWidth + ": strides start at 1, padding at 0");
        }
    }

    /** Equal stride and padding in both directions. */
    public static Conv2dSpec of(int stride, int pad) {
        return new Conv2dSpec(stride, stride, pad, pad);
    }

    /** Rows of the result. */
    public int outHeight(int height, int kernel) {
        return extent(height, kernel, strideHeight, padHeight);
    }

    /** Columns of the result. */
    public int outWidth(int width, int kernel) {
        return extent(width, kernel, strideWidth, padWidth);
    }

    private static int extent(int length, int kernel, int stride, int pad) {
        if (length + 2 * pad < kernel) {
            throw new IllegalArgumentException(
                    "a kernel of " + kernel + " does not fit into " + length + " positions padded by " + pad);
        }
        return (length + 2 * pad - kernel) / stride + 1;
    }

    long[] arguments(int kernelHeight, int kernelWidth) {
        return new long[] {kernelHeight, kernelWidth, strideHeight, strideWidth, padHeight, padWidth, 1, 1, 0, 1, 0};
    }
}
