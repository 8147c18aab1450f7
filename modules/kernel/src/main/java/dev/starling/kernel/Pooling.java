package dev.starling.kernel;

import java.util.Arrays;

/** Pooling over square windows of [batch, height, width, channels] images, without padding. */
final class Pooling {
    private Pooling() {}

    private static int[] resultShape(String what, int kernel, int stride, int[] x) {
        if (x.length != 4 || x[1] < kernel || x[2] < kernel) {
            throw new IllegalArgumentException(what + " with windows of " + kernel + " does not fit shape "
                    + Arrays.toString(x) + ", taken as [batch, height, width, channels]");
        }
        return new int[] {x[0], (x[1] - kernel) / stride + 1, (x[2] - kernel) / stride + 1, x[3]};
    }

    /**
     * Maximum of each window, and where it stands: the flat index of the first maximum in the operand. Every derivative gathers
     * or scatters by that index.
     */
    record Max(int kernel, int stride) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            Checks.floating("maxPool2d", in);
            int[] shape = resultShape("maxPool2d", kernel, stride, in[0].storage().shape);
            return new Form[] {new Form(in[0].dtype(), shape), new Form(DType.INT32, shape)};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            if (in[0].dtype == DType.FLOAT32) {
                MaxRows.pool(kernel, stride, in[0], out[0], out[1].ints());
                return;
            }
            Windows windows = Windows.of(in[0].shape, out[0].shape, stride);
            for (int at = 0; at < out[0].size; at++) {
                int best = windows.source(at, 0, 0);
                for (int i = 0; i < kernel * kernel; i++) {
                    int candidate = windows.source(at, i / kernel, i % kernel);
                    best = in[0].get(candidate) > in[0].get(best) ? candidate : best;
                }
                out[0].set(at, in[0].get(best));
                out[1].ints().put(at, best);
            }
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            Tensor x = call.in(0);
            return new Tensor[] {cotangents[0].scatterAdd(call.out(1), x.size()).reshape(x.storage().shape)};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            Tensor flat = tangents[0].reshape(tangents[0].size());
            return new Tensor[] {flat.gather(call.out(1)), null};
        }
    }

    /** Mean of each window. */
    record Average(int kernel, int stride) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            Checks.floating("avgPool2d", in);
            return new Form[] {new Form(in[0].dtype(), resultShape("avgPool2d", kernel, stride, in[0].storage().shape))
            };
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            Windows.of(in[0].shape, out[0].shape, stride).average(kernel, in[0], out[0]);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {Call.one(new Spread(kernel, stride, call.in(0).storage().shape), cotangents[0])};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {Call.one(this, tangents[0])};
        }
    }

    /** The transpose of {@link Average}: each value divided equally over its window. */
    record Spread(int kernel, int stride, int[] inputShape) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            return new Form[] {new Form(in[0].dtype(), inputShape)};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            out[0].zero();
            Windows.of(out[0].shape, in[0].shape, stride).spread(kernel, in[0], out[0]);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {Call.one(new Average(kernel, stride), cotangents[0])};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {Call.one(this, tangents[0])};
        }
    }

    /** Walks the windows of an image for the two averaging primitives. */
    private record Windows(int[] x, int[] y, int stride) {
        static Windows of(int[] x, int[] y, int stride) {
            return new Windows(x, y, stride);
        }

        /** The flat index in the image of window position (i, j) for result element {@code at}. */
        private int source(int at, int i, int j) {
            int channel = at % y[3];
            int column = at / y[3] % y[2];
            int row = at / (y[3] * y[2]) % y[1];
            int n = at / (y[3] * y[2] * y[1]);
            return ((n * x[1] + row * stride + i) * x[2] + column * stride + j) * x[3] + channel;
        }

        void average(int kernel, Storage image, Storage result) {
            for (int at = 0; at < result.size; at++) {
                double sum = 0;
                for (int i = 0; i < kernel; i++) {
                    for (int j = 0; j < kernel; j++) {
                        sum += image.get(source(at, i, j));
                    }
                }
                result.set(at, sum / (kernel * kernel));
            }
        }

        void spread(int kernel, Storage result, Storage image) {
            for (int at = 0; at < result.size; at++) {
                double share = result.get(at) / (kernel * kernel);
                for (int i = 0; i < kernel; i++) {
                    for (int j = 0; j < kernel; j++) {
                        int to = source(at, i, j);
                        image.set(to, image.get(to) + share);
                    }
                }
            }
        }
    }
}
