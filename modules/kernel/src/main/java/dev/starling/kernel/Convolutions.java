package dev.starling.kernel;

import java.util.Arrays;

/**
 * 2-D convolution, its input gradient and its weight gradient. The three are bilinear and one another's derivatives. Images are
 * [batch, height, width, channels], weights [kernelHeight, kernelWidth, inChannels, outChannels].
 */
final class Convolutions {
    private Convolutions() {}

    private static NativeOp op(String name, Conv2dSpec spec, int[] weights) {
        return NativeOp.of(name).integers(spec.arguments(weights[0], weights[1]));
    }

    private static int[] resultShape(Conv2dSpec spec, int[] x, int[] w) {
        if (x.length != 4 || w.length != 4 || x[3] != w[2]) {
            throw new IllegalArgumentException("conv2d cannot apply weights " + Arrays.toString(w) + " to "
                    + Arrays.toString(x) + ": it takes [batch, height, width, channels] and "
                    + "[kernelHeight, kernelWidth, channels, outChannels]");
        }
        return new int[] {x[0], spec.outHeight(x[1], w[0]), spec.outWidth(x[2], w[1]), w[3]};
    }

    /**
     * The input gradient alone: with stride 1 a convolution by the weights turned around takes half the time of conv2d_bp, unless
     * it has many more positions.
     */
    private static void inputGradient(Kernels kernels, Conv2dSpec spec, Storage g, Storage w, Storage out) {
        int padHeight = w.shape[0] - 1 - spec.padHeight();
        int padWidth = w.shape[1] - 1 - spec.padWidth();
        boolean alike = 2L * out.shape[1] * out.shape[2] <= 3L * g.shape[1] * g.shape[2];
        if (alike && spec.strideHeight() == 1 && spec.strideWidth() == 1 && padHeight >= 0 && padWidth >= 0) {
            Storage turned = kernels.scratch(w.dtype, w.shape[0], w.shape[1], w.shape[3], w.shape[2]);
            turn(w, turned);
            kernels.run(op("conv2d", new Conv2dSpec(1, 1, padHeight, padWidth), turned.shape), g, turned, out);
        } else {
            Storage anything = kernels.scratch(g.dtype, out.shape);
            Storage unused = kernels.scratch(g.dtype, w.shape);
            kernels.run(op("conv2d_bp", spec, w.shape), new Storage[] {anything, w, g}, out, unused);
        }
    }

    /** Rotates each kernel by half a turn and exchanges its channels. */
    private static void turn(Storage w, Storage turned) {
        int channels = w.shape[2];
        int outChannels = w.shape[3];
        int positions = w.shape[0] * w.shape[1];
        for (int position = 0; position < positions; position++) {
            int from = position * channels * outChannels;
            int to = (positions - 1 - position) * channels * outChannels;
            Moves.transpose(w, from, channels, outChannels, turned, to);
        }
    }

    /** The weight gradient alone. */
    private static void weightGradient(Kernels kernels, Conv2dSpec spec, Storage x, Storage g, Storage out) {
        if (Columnized.serves(x.dtype, out.shape)) {
            Columnized.weightGradient(kernels, spec, x, g, out);
        } else {
            Storage anything = kernels.scratch(x.dtype, out.shape);
            Storage unused = kernels.scratch(x.dtype, x.shape);
            kernels.run(op("conv2d_bp", spec, out.shape), new Storage[] {x, anything, g}, unused, out);
        }
    }

    /** conv(x, w). */
    record Forward(Conv2dSpec spec) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            Checks.sameType("conv2d", in);
            return new Form[] {new Form(in[0].dtype(), resultShape(spec, in[0].storage().shape, in[1].storage().shape))
            };
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            kernels.run(op("conv2d", spec, in[1].shape), in[0], in[1], out[0]);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            Tensor x = call.in(0);
            Tensor w = call.in(1);
            Tensor g = cotangents[0];
            if (wanted[0] && wanted[1]) {
                return Call.all(new BothGradients(spec), x, w, g);
            }
            return new Tensor[] {
                wanted[0] ? g.conv2dInputGradient(w, spec, x.storage().shape) : null,
                wanted[1] ? x.conv2dWeightGradient(g, spec, w.storage().shape) : null
            };
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {
                Tensor.sum(
                        tangents[0] == null ? null : tangents[0].conv2d(call.in(1), spec),
                        tangents[1] == null ? null : call.in(0).conv2d(tangents[1], spec))
            };
        }
    }

    /** The input gradient of conv(x, w) from the result's cotangent: in = (g, w), linear in both. */
    record InputGradient(Conv2dSpec spec, int[] inputShape) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            Checks.sameType("conv2dInputGradient", in);
            int[] expected = resultShape(spec, inputShape, in[1].storage().shape);
            Checks.shape("conv2dInputGradient", in[0], expected);
            return new Form[] {new Form(in[0].dtype(), inputShape)};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            inputGradient(kernels, spec, in[0], in[1], out[0]);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            Tensor c = cotangents[0];
            return new Tensor[] {
                wanted[0] ? c.conv2d(call.in(1), spec) : null,
                wanted[1] ? c.conv2dWeightGradient(call.in(0), spec, call.in(1).storage().shape) : null
            };
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {
                Tensor.sum(
                        tangents[0] == null ? null : Call.one(this, tangents[0], call.in(1)),
                        tangents[1] == null ? null : Call.one(this, call.in(0), tangents[1]))
            };
        }
    }

    /** The weight gradient of conv(x, w) from the result's cotangent: in = (x, g), linear in both. */
    record WeightGradient(Conv2dSpec spec, int[] weightShape) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            Checks.sameType("conv2dWeightGradient", in);
            int[] expected = resultShape(spec, in[0].storage().shape, weightShape);
            Checks.shape("conv2dWeightGradient", in[1], expected);
            return new Form[] {new Form(in[0].dtype(), weightShape)};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            weightGradient(kernels, spec, in[0], in[1], out[0]);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            Tensor c = cotangents[0];
            return new Tensor[] {
                wanted[0] ? call.in(1).conv2dInputGradient(c, spec, call.in(0).storage().shape) : null,
                wanted[1] ? call.in(0).conv2d(c, spec) : null
            };
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {
                Tensor.sum(
                        tangents[0] == null ? null : Call.one(this, tangents[0], call.in(1)),
                        tangents[1] == null ? null : Call.one(this, call.in(0), tangents[1]))
            };
        }
    }

    /** Both gradients of conv(x, w) in one native call: in = (x, w, g), out = (input gradient, weight gradient). */
    record BothGradients(Conv2dSpec spec) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            Checks.sameType("conv2d gradients", in);
            return new Form[] {
                new Form(in[0].dtype(), in[0].storage().shape), new Form(in[0].dtype(), in[1].storage().shape)
            };
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            if (Columnized.serves(in[0].dtype, in[1].shape)) {
                inputGradient(kernels, spec, in[2], in[1], out[0]);
                weightGradient(kernels, spec, in[0], in[2], out[1]);
            } else if (Patches.serves(in[0].dtype, in[1].shape)) {
                Patches.gradients(kernels, spec, in[0], in[1], in[2], out[0], out[1]);
            } else {
                kernels.run(op("conv2d_bp", spec, in[1].shape), in, out);
            }
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            Tensor x = call.in(0);
            Tensor w = call.in(1);
            Tensor g = call.in(2);
            Tensor a = cotangents[0];
            Tensor b = cotangents[1];
            Tensor[] result = new Tensor[3];
            if (wanted[0] && b != null) {
                result[0] = g.conv2dInputGradient(b, spec, x.storage().shape);
            }
            if (wanted[1] && a != null) {
                result[1] = a.conv2dWeightGradient(g, spec, w.storage().shape);
            }
            if (wanted[2]) {
                result[2] = Tensor.sum(a == null ? null : a.conv2d(w, spec), b == null ? null : x.conv2d(b, spec));
            }
            return result;
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            Tensor x = call.in(0);
            Tensor w = call.in(1);
            Tensor g = call.in(2);
            Tensor[] result = new Tensor[2];
            if (tangents[0] != null) {
                result[1] = tangents[0].conv2dWeightGradient(g, spec, w.storage().shape);
            }
            if (tangents[1] != null) {
                result[0] = g.conv2dInputGradient(tangents[1], spec, x.storage().shape);
            }
            if (tangents[2] != null) {
                Tensor[] both = Call.all(this, x, w, tangents[2]);
                result[0] = Tensor.sum(result[0], both[0]);
                result[1] = Tensor.sum(result[1], both[1]);
            }
            return result;
        }
    }
}
