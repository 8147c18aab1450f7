package dev.starling.kernel;

/**
 * One operation on tensors. Its derivatives are written with tensors again, hence with primitives, which is what closes the
 * kernel under differentiation. Instances are immutable and hold the fixed arguments only.
 */
interface Primitive {
    /** What an output looks like. */
    record Form(DType dtype, int... shape) {
        static Form like(Tensor tensor) {
            return new Form(tensor.dtype(), tensor.storage().shape);
        }
    }

    /** Checks the operands and says what comes out. */
    Form[] outputs(Tensor... in);

    /** Computes every element of {@code out}; its memory holds anything before. */
    void evaluate(Kernels kernels, Storage[] in, Storage[] out);

    /** Whether {@link #evaluate} is right when the only result lies where the first operand does. */
    default boolean inPlace() {
        return false;
    }

    /**
     * Pulls cotangents back.
     *
     * @param call the operands and results
     * @param cotangents one an output, null for zero; at least one is not null
     * @param wanted which operands' cotangents are asked for
     * @return one an operand, null for zero or not wanted
     */
    Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted);

    /**
     * Pushes tangents forward.
     *
     * @param tangents one an operand, null for zero; at least one is not null
     * @return one an output, null for zero
     */
    Tensor[] jvp(Call call, Tensor[] tangents);

    /** A primitive whose outputs are other forms of its operand's memory. */
    interface Alias extends Primitive {
        Storage[] views(Storage in);

        @Override
        default void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            throw new IllegalStateException(this + " computes nothing: it only renames memory");
        }
    }

    /** A step with which a plan writes to a tensor of the caller's. No function of tensors applies it, so it has no derivatives. */
    interface Write extends Primitive {
        @Override
        default Form[] outputs(Tensor... in) {
            throw new IllegalStateException(this + " is a step of plans only");
        }

        @Override
        default Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            throw new IllegalStateException(this + " is a step of plans only");
        }

        @Override
        default Tensor[] jvp(Call call, Tensor[] tangents) {
            throw new IllegalStateException(this + " is a step of plans only");
        }
    }
}
