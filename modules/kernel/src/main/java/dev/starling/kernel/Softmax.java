package dev.starling.kernel;

/** Softmax and its logarithm along the last axis. */
final class Softmax {
    static final Primitive SOFTMAX = new Probabilities();
    static final Primitive LOG_SOFTMAX = new LogProbabilities();

    private Softmax() {}

    private static Primitive.Form[] form(Tensor... in) {
        Checks.floating("softmax", in);
        if (in[0].rank() == 0) {
            throw new IllegalArgumentException("softmax needs a last axis, got a scalar");
        }
        return new Primitive.Form[] {new Primitive.Form(in[0].dtype(), in[0].storage().shape)};
    }

    private record Probabilities() implements Primitive {
        private static final NativeOp OP = NativeOp.of("softmax");

        @Override
        public Form[] outputs(Tensor... in) {
            return form(in);
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            kernels.run(OP, in[0], out[0]);
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
        private static final NativeOp OP = NativeOp.of("log_softmax");

        @Override
        public Form[] outputs(Tensor... in) {
            return form(in);
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            kernels.run(OP, in[0], out[0]);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            Tensor g = cotangents[0];
            return new Tensor[] {g.sub(call.out(0).exp().mul(g.sumKeepingDims(-1)))};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            Tensor t = tangents[0];
            return new Tensor[] {t.sub(call.out(0).exp().mul(t).sumKeepingDims(-1))};
        }
    }
}
