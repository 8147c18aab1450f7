package dev.starling.kernel;

import java.util.Arrays;

/** A type and shape as a map's key. */
final class DimsKey {
    private final DType dtype;
    private final int[] shape;
    private final int hash;

    DimsKey(DType dtype, int[] shape) {
        this.dtype = dtype;
        this.shape = shape;
        this.hash = 31 * Arrays.hashCode(shape) + dtype.ordinal();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DimsKey that && dtype == that.dtype && Arrays.equals(shape, that.shape);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
