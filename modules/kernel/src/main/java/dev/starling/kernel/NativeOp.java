package dev.starling.kernel;

import java.util.Arrays;

/** A native operation with its fixed arguments: the key under which a root scope keeps its call context. */
final class NativeOp {
    private static final long[] NO_INTEGERS = {};
    private static final boolean[] NO_FLAGS = {};

    final String name;
    final long[] integers;
    final boolean[] flags;
    private final int hash;

    private NativeOp(String name, long[] integers, boolean[] flags) {
        this.name = name;
        this.integers = integers;
        this.flags = flags;
        this.hash = 31 * (31 * name.hashCode() + Arrays.hashCode(integers)) + Arrays.hashCode(flags);
    }

    static NativeOp of(String name) {
        return new NativeOp(name, NO_INTEGERS, NO_FLAGS);
    }

    NativeOp integers(long... values) {
        return new NativeOp(name, values, flags);
    }

    NativeOp integers(int... values) {
        return integers(Arrays.stream(values).asLongStream().toArray());
    }

    NativeOp flags(boolean... values) {
        return new NativeOp(name, integers, values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NativeOp that
                && hash == that.hash
                && name.equals(that.name)
                && Arrays.equals(integers, that.integers)
                && Arrays.equals(flags, that.flags);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return name + Arrays.toString(integers) + Arrays.toString(flags);
    }
}
