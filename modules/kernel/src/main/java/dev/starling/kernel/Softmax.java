package dev.starling.kernel;

/**
 * Softmax and its logarithm along the last axis. The loops are ours, in double: ND4J's log_softmax takes 16 to 48 microseconds for
 * ten rows of ten.
 */
final class Softmax {
    static final Primitive SOFTMAX = new Probabilities();
    static final Primitive LOG_SOFTMAX = new LogProbabilities();
    private static final Primitive LOG_SOFTMAX_VJP = new LogProbabilitiesVjp();

    private Softmax() {}

    private static Primitive.Form[] form(Tensor... in) {
        Checks.floating("softmax", in);
        if (in[0].rank() == 0) {
            throw new IllegalArgumentException("softmax needs a last axis, got a scalar");
        }
        return new Primitive.Form[] {Primitive.Form.like(in[0])};
    }

    private static int width(Storage storage) {
        return storage.shape[storage.shape.length - 1];
    }

    /** The logarithm of the sum of exponentials of one row. */
    private static double logSum(Storage x, int start, int width) {
        double maximum = Double.NEGATIVE_INFINITY;
        for (int i = start; i < start + width; i++) {
            maximum = Math.max(maximum, x.get(i));
        }
        double sum = 0;
        for (int i = start; i < start + width; i++) {
            sum += Math.exp(x.get(i) - maximum);
        }
        return maximum + Math.log(sum);
    }

    private record Probabilities() implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            return form(in);
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            int width = width(in[0]);
            for (int start = 0; start < in[0].size; start += width) {
                double logSum = logSum(in[0], start, width);
                for (int i = start; i < start + width; i++) {
                    out[0].set(i, Math.exp(in[0].get(i) - logSum));
                }
            }
        }

        /** The Jacobian {@code diag(p) - p p'} is symmetric: one rule serves both directions. */
        private static Tensor push(Call call, Tensor direction) {
            Tensor p = call.out(0);
            Tensor weighted = p.mul(direction);
            return weighted.sub(p.mul(weighted.sumKeepingDims(-1)));
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {push(call, cotangents[0])};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {push(call, tangents[0])};
        }
    }

    private record LogProbabilities() implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            return form(in);
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            int width = width(in[0]);
            for (int start = 0; start < in[0].size; start += width) {
                double logSum = logSum(in[0], start, width);
                for (int i = start; i < start + width; i++) {
                    out[0].set(i, in[0].get(i) - logSum);
                }
            }
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {Call.one(LOG_SOFTMAX_VJP, call.out(0), cotangents[0])};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            Tensor t = tangents[0];
            return new Tensor[] {t.sub(call.out(0).exp().mul(t).sumKeepingDims(-1))};
        }
    }

    /** {@code g - exp(y) sum(g)} from log-probabilities y and their cotangent g. */
    private static final class LogProbabilitiesVjp extends Fused {
        @Override
        public Form[] outputs(Tensor... in) {
            return form(in);
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            int width = width(in[0]);
            for (int start = 0; start < in[0].size; start += width) {
                double sum = 0;
                for (int i = start; i < start + width; i++) {
                    sum += in[1].get(i);
                }
                for (int i = start; i < start + width; i++) {
                    out[0].set(i, in[1].get(i) - Math.exp(in[0].get(i)) * sum);
                }
            }
        }

        @Override
        Tensor[] composed(Tensor... in) {
            return new Tensor[] {in[1].sub(in[0].exp().mul(in[1].sumKeepingDims(-1)))};
        }
    }
}
