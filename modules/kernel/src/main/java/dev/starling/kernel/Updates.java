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
        Storage to = written(target);
        Lanes.axpy(alpha, alike(target, x), to, to);
    }

    /**
     * What a replay does with the last result x of its function: {@code target = base + alpha x}, each element rounded once, as by
     * {@link #axpy}.
     *
     * @param base of x's shape and type; may be an input of the function, or contain one
     * @param target as base, and may be base itself, but is no other part of the same tensor. Arrays that were wrapped twice are not
     *     recognized as the same memory.
     */
    public record Addition(Tensor base, double alpha, Tensor target) {
        public Addition {
            Checks.floating("an addition", base);
            Storage from = alike(target, base);
            Storage to = target.storage();
            if (from.owner() == to.owner() && from.elementsBehind(from.owner()) != to.elementsBehind(to.owner())) {
                throw new IllegalArgumentException(
                        "the target of an addition is another part of the tensor that its base is a part of: give the base itself, or other memory");
            }
        }

        /** Adds x. */
        public void add(Tensor x) {
            Lanes.axpy(alpha, alike(target, x), base.storage(), written(target));
        }
    }

    /** {@code out = fma(alpha, x, y)} over y, x and the number alpha; out may be y. */
    record Added() implements Primitive.Write {
        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            Lanes.axpy(in[2].get(0), in[1], in[0], out[0]);
        }
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
