package dev.starling.kernel;

import java.util.Arrays;

/** Refusals of operands that do not fit, in words. */
final class Checks {
    /** Said in words, before a class of the module is missed. */
    private static final boolean VECTORS =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    private Checks() {}

    static void vectors() {
        if (!VECTORS) {
            throw new IllegalStateException(
                    "this Java was started without --add-modules=jdk.incubator.vector, which the kernel"
                            + " computes with: add it to the java command line, on Spark to spark.driver.extraJavaOptions and"
                            + " spark.executor.extraJavaOptions (scripts/starling does so by itself)");
        }
    }

    static void sameType(String what, Tensor... in) {
        for (Tensor operand : in) {
            if (operand.dtype() != in[0].dtype()) {
                throw new IllegalArgumentException(what + " needs operands of one type, got " + in[0].dtype()
                        + Arrays.toString(in[0].shape()) + " and " + operand.dtype()
                        + Arrays.toString(operand.shape()));
            }
        }
        floating(what, in);
    }

    static void floating(String what, Tensor... in) {
        for (Tensor operand : in) {
            if (!operand.dtype().isFloating()) {
                throw new IllegalArgumentException(what + " needs FLOAT32 or FLOAT64 operands, got " + operand.dtype()
                        + Arrays.toString(operand.shape()));
            }
        }
    }

    static void rank(String what, Tensor operand, int rank) {
        if (operand.rank() != rank) {
            throw new IllegalArgumentException(
                    what + " needs a tensor of rank " + rank + ", got shape " + Arrays.toString(operand.shape()));
        }
    }

    static void shape(String what, Tensor operand, int... shape) {
        if (!Arrays.equals(operand.storage().shape, shape)) {
            throw new IllegalArgumentException(
                    what + " needs shape " + Arrays.toString(shape) + ", got " + Arrays.toString(operand.shape()));
        }
    }

    static void indices(String what, Tensor operand) {
        if (operand.dtype() != DType.INT32) {
            throw new IllegalArgumentException(what + " needs INT32 indices, got " + operand.dtype());
        }
    }
}
