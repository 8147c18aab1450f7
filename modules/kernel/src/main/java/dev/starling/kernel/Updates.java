package dev.starling.kernel;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Writes to tensors in place, outside differentiation: optimizer steps and running sums. Tensors that were computed from a target
 * before the write, and pieces split off it, must not be used for derivatives afterwards. Shapes and types must be equal.
 */
public final class Updates {
    private Updates() {}

    /** {@code target = source}. */
    public static void assign(Tensor target, Tensor source) {
        Storage to = target.storage();
        to.copyFrom(0, alike(target, source), 0, to.size);
    }

    /** {@code target += alpha * x}. */
    public static void axpy(Tensor target, double alpha, Tensor x) {
        Storage y = target.storage();
        Storage from = alike(target, x);
        if (y.dtype == DType.FLOAT32) {
            openblas.cblas_saxpy(y.size, (float) alpha, (FloatPointer) from.pointer, 1, (FloatPointer) y.pointer, 1);
        } else {
            openblas.cblas_daxpy(y.size, alpha, (DoublePointer) from.pointer, 1, (DoublePointer) y.pointer, 1);
        }
    }

    /** {@code target *= factor}. */
    public static void scale(Tensor target, double factor) {
        Storage y = target.storage();
        Checks.floating("scale", target);
        if (y.dtype == DType.FLOAT32) {
            openblas.cblas_sscal(y.size, (float) factor, (FloatPointer) y.pointer, 1);
        } else {
            openblas.cblas_dscal(y.size, factor, (DoublePointer) y.pointer, 1);
        }
    }

    /** Every element becomes {@code value}. */
    public static void fill(Tensor target, double value) {
        target.storage().fill(value);
    }

    /** Overwrites the elements from {@code offset} of {@code values} on, in row-major order. */
    public static void assign(Tensor target, float[] values, int offset) {
        Storage to = target.storage();
        if (to.dtype != DType.FLOAT32) {
            throw new IllegalArgumentException("float values cannot be assigned to " + target);
        }
        to.floats().put(0, values, offset, to.size);
    }

    private static Storage alike(Tensor target, Tensor source) {
        if (target.dtype() != source.dtype()) {
            Checks.sameType("an update", target, source);
        }
        Checks.shape("an update", source, target.storage().shape);
        return source.storage();
    }
}
