package dev.starling.kernel;

/**
 * Writes to tensors in place, outside differentiation: optimizer steps and running sums. Tensors that were computed from a target
 * before the write, and pieces split off it, must not be used for derivatives afterwards. Shapes and types must be equal.
 */
public final class Updates {
    private Updates() {}

    /** {@code target = source}. */
    public static void assign(Tensor target, Tensor source) {
        Storage to = written(target);
        to.copyFrom(0, alike(target, source), 0, to.size);
    }

    /** {@code target += alpha * x}. */
    public static void axpy(Tensor target, double alpha, Tensor x) {
        Checks.floating("axpy", target);
        Lanes.axpy(alpha, alike(target, x), written(target));
    }

    /** {@code target *= factor}. */
    public static void scale(Tensor target, double factor) {
        Checks.floating("scale", target);
        Storage to = written(target);
        Lanes.withNumber(Lanes.Op.MULTIPLY, to, factor, to);
    }

    /** Every element becomes {@code value}. */
    public static void fill(Tensor target, double value) {
        written(target).fill(value);
    }

    /** Overwrites the elements from {@code offset} of {@code values} on, in row-major order. */
    public static void assign(Tensor target, float[] values, int offset) {
        Storage to = written(target);
        if (to.dtype != DType.FLOAT32) {
            throw new IllegalArgumentException("float values cannot be assigned to " + target);
        }
        to.floats().put(0, values, offset, to.size);
    }

    private static Storage written(Tensor target) {
        if (target.scope().root().trace() != null) {
            throw new IllegalStateException("a replayed function writes to " + target
                    + " in place: return what is to be written, and write it after the replay");
        }
        return target.storage();
    }

    private static Storage alike(Tensor target, Tensor source) {
        if (target.dtype() != source.dtype()) {
            Checks.sameType("an update", target, source);
        }
        Checks.shape("an update", source, target.storage().shape);
        return source.storage();
    }
}
