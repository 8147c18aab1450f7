package dev.starling.kernel;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Says in one hash how this process computes. The native library, its build, the CPU's instruction set, the core type that OpenBLAS
 * chose and the number of threads all change the last bits of products, convolutions and reductions; processes that share a
 * run must have equal fingerprints, else their results cannot be told apart from one another's mistakes.
 */
public final class Fingerprint {

    /** Rows of the products: single rows, the small batches of local training, and evaluation's slices take different kernels. */
    private static final int[] ROWS = {1, 2, 7, 10, 32, 100, 256};

    private final MessageDigest digest;
    private final RandomGenerator random;
    private final Scope scope;

    private Fingerprint(RandomGenerator random, Scope scope) {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        this.random = random;
        this.scope = scope;
    }

    /**
     * Computes a fixed set of products, convolutions, pools, element-wise functions and reductions on one thread.
     *
     * @param random gives the operands; callers that compare fingerprints use generators in the same state
     * @return SHA-256 over the bits of all results, in lower-case hex
     */
    public static String take(RandomGenerator random) {
        try (Scope scope = Scope.open()) {
            Fingerprint fingerprint = new Fingerprint(random, scope);
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                fingerprint.products(dtype);
                fingerprint.functions(dtype);
            }
            fingerprint.convolutions();
            return HexFormat.of().formatHex(fingerprint.digest.digest());
        }
    }

    private void products(DType dtype) {
        Tensor inner = operand(dtype, 196, 64);
        Tensor outer = operand(dtype, 64, 10);
        for (int rows : ROWS) {
            Tensor x = operand(dtype, rows, 196);
            Tensor hidden = x.matmul(inner);
            Tensor logits = hidden.matmul(outer);
            hash(hidden);
            hash(logits);
            hash(logits.matmulTransposed(outer));
            hash(x.transposedMatmul(hidden));
        }
        hash(operand(dtype, 3, 17, 29).matmul(operand(dtype, 3, 29, 11)));
    }

    private void functions(DType dtype) {
        Tensor x = operand(dtype, 33, 127);
        for (Tensor result : new Tensor[] {
            x.exp(),
            x.tanh(),
            x.sigmoid(),
            x.softplus(),
            x.softmax(),
            x.logSoftmax(),
            x.square().add(0.1).log().sqrt()
        }) {
            hash(result);
        }
        hash(x.sum());
        hash(x.sum(0));
        hash(x.mean(1));
        hash(x.max(1));
        hash(x.mul(operand(dtype, 127)).div(x.square().add(1)));
        hash(x.crossEntropy(x.softmax()));
        hash(x.batchNorm(operand(dtype, 127), operand(dtype, 127), 1e-5));
        Tensor moved = operand(dtype, 5003);
        Updates.axpy(moved, -0.1, operand(dtype, 5003));
        hash(moved);
    }

    private void convolutions() {
        for (int batch : new int[] {1, 10, 32}) {
            Tensor x = operand(DType.FLOAT32, batch, 14, 14, 3);
            Tensor weights = operand(DType.FLOAT32, 5, 5, 3, 8);
            Conv2dSpec spec = Conv2dSpec.of(1, 2);
            Tensor y = x.conv2d(weights, spec);
            hash(y);
            hash(y.conv2dInputGradient(weights, spec, x.shape()));
            hash(x.conv2dWeightGradient(y, spec, weights.shape()));
            hash(y.maxPool2d(2, 2));
            hash(y.avgPool2d(2, 2));
        }
    }

    private Tensor operand(DType dtype, int... shape) {
        double[] values = new double[Shapes.size(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextDouble() - 1;
        }
        if (dtype == DType.FLOAT64) {
            return scope.tensor(values, shape);
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return scope.tensor(floats, shape);
    }

    private void hash(Tensor tensor) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * tensor.size());
        if (tensor.dtype() == DType.FLOAT64) {
            bytes.asDoubleBuffer().put(tensor.toDoubles());
        } else {
            bytes.asFloatBuffer().put(tensor.toFloats());
        }
        digest.update(bytes.array());
    }
}
