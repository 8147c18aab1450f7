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
     * Maximum of each window, and the position of the first one within its window, as a number of the same type. Every derivative
     * picks or places by that position.
     */
    record Max(int kernel, int stride) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            Checks.floating("maxPool2d", in);
            int[] shape = resultShape("maxPool2d", kernel, stride, in[0].storage().shape);
            return new Form[] {new Form(in[0].dtype(), shape), new Form(in[0].dtype(), shape)};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            new MaxWindows(kernel, stride, in[0], out[0]).pool(in[0], out[0], out[1]);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            int[] image = call.in(0).storage().shape;
            return new Tensor[] {
                cotangents[0] == null ? null : Call.one(new Place(this, image), cotangents[0], call.out(1))
            };
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {Call.one(new Pick(this), tangents[0], call.out(1)), null};
        }
    }

    /** One element of each window of an image, at the position given: in = (image, positions). */
    record Pick(Max max) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            return new Form[] {Form.like(in[1])};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            new MaxWindows(max.kernel, max.stride, in[0], out[0]).pick(in[0], in[1], out[0]);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            int[] image = call.in(0).storage().shape;
            return new Tensor[] {wanted[0] ? Call.one(new Place(max, image), cotangents[0], call.in(1)) : null, null};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {tangents[0] == null ? null : Call.one(this, tangents[0], call.in(1))};
        }
    }

    /** The transpose of {@link Pick}: an image of zeros with each element added at its position: in = (elements, positions). */
    record Place(Max max, int[] image) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            return new Form[] {new Form(in[0].dtype(), image)};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            new MaxWindows(max.kernel, max.stride, out[0], in[0]).place(in[0], in[1], out[0]);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {wanted[0] ? Call.one(new Pick(max), cotangents[0], call.in(1)) : null, null};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {tangents[0] == null ? null : Call.one(this, tangents[0], call.in(1))};
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
            new MeanWindows(kernel, stride, in[0], out[0]).average(in[0], out[0]);
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
            new MeanWindows(kernel, stride, out[0], in[0]).spread(in[0], out[0]);
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
}
