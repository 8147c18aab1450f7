package dev.starling.kernel;

import java.util.Arrays;

/** Sums and maxima over axes, and their opposite, the broadcast. */
final class Reductions {
    private Reductions() {}

    private static NativeOp op(String name, int[] axes) {
        // Outputs always lack the reduced axes: keeping them is a reshape, which costs nothing.
        return NativeOp.of(name).integers(axes).flags(false);
    }

    private static Primitive.Form[] form(String what, int[] axes, Tensor... in) {
        Checks.floating(what, in);
        return new Primitive.Form[] {
            new Primitive.Form(in[0].dtype(), Shapes.reduced(in[0].storage().shape, axes, false))
        };
    }

    /** The direction with reduced axes put back and stretched to the operand's shape. */
    private static Tensor restore(Tensor reduced, int[] axes, Tensor operand) {
        int[] shape = operand.storage().shape;
        return reduced.reshape(Shapes.reduced(shape, axes, true)).broadcastTo(shape);
    }

    /** Sum over sorted axes, which disappear. */
    record Sum(NativeOp op, int[] axes) implements Primitive {
        Sum(int[] axes) {
            this(Reductions.op("reduce_sum", axes), axes);
        }

        @Override
        public Form[] outputs(Tensor... in) {
            return form("sum", axes, in);
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            int rank = in[0].shape.length;
            if (out[0].size > 1 && axes[axes.length - 1] == axes.length - 1) {
                Sums.overRows(in[0], out[0]);
            } else if (axes[0] == rank - axes.length) {
                Sums.overColumns(in[0], out[0]);
            } else {
                kernels.run(op, in[0], out[0]);
            }
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {restore(cotangents[0], axes, call.in(0))};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {Call.one(this, tangents[0])};
        }
    }

    /**
     * Maximum over sorted axes, which disappear; NaN where there is one, which ND4J's reduce_max would pass over. The derivative
     * belongs to the first of equal maxima.
     */
    record Max(int[] axes) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            return form("max", axes, in);
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            int[] maxima = firstMaxima(in[0], axes);
            for (int i = 0; i < maxima.length; i++) {
                out[0].set(i, in[0].get(maxima[i]));
            }
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {restore(cotangents[0], axes, call.in(0)).mul(mask(call))};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {tangents[0].mul(mask(call)).sum(axes)};
        }

        private Tensor mask(Call call) {
            return Call.one(new FirstMaximum(axes), call.in(0));
        }
    }

    /** 1 at the first maximum of each slice along the axes, else 0; constant for derivatives. */
    record FirstMaximum(int[] axes) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            return new Form[] {Form.like(in[0])};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            out[0].zero();
            for (int index : firstMaxima(in[0], axes)) {
                out[0].set(index, 1);
            }
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {null};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {null};
        }
    }

    /** Where the first maximum of each slice along the axes stands, or its first NaN. */
    private static int[] firstMaxima(Storage x, int[] axes) {
        int[] kept = Shapes.reduced(x.shape, axes, true);
        int[] best = new int[Shapes.size(kept)];
        Arrays.fill(best, -1);
        int[] position = new int[x.shape.length];
        for (int i = 0; i < x.size; i++) {
            int slot = 0;
            for (int axis = 0; axis < kept.length; axis++) {
                slot = slot * kept[axis] + (kept[axis] == 1 ? 0 : position[axis]);
            }
            // Double.compare puts NaN above all; adding 0.0 makes -0.0 equal to 0.0.
            if (best[slot] < 0 || Double.compare(x.get(i) + 0.0, x.get(best[slot]) + 0.0) > 0) {
                best[slot] = i;
            }
            for (int axis = kept.length - 1; axis >= 0 && ++position[axis] == x.shape[axis]; axis--) {
                position[axis] = 0;
            }
        }
        return best;
    }

    /** Stretches missing and unit axes to {@code shape}. */
    record Broadcast(int[] shape) implements Primitive {
        private static final NativeOp ASSIGN = NativeOp.of("assign");

        @Override
        public Form[] outputs(Tensor... in) {
            int[] from = in[0].storage().shape;
            if (!Arrays.equals(Shapes.broadcast(from, shape), shape)) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(from) + " does not broadcast to " + Arrays.toString(shape));
            }
            return new Form[] {new Form(in[0].dtype(), shape)};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            // Leading axes that match in full, then trailing axes that stretch: runs of one value.
            // The other way round: copies.
            int rank = shape.length;
            int[] from = padded(in[0].shape, rank);
            int matching = 0;
            while (matching < rank && from[matching] == shape[matching]) {
                matching++;
            }
            int stretched = 0;
            while (stretched < rank && from[stretched] == 1) {
                stretched++;
            }
            if (Shapes.span(from, matching, rank) == 1) {
                int run = out[0].size / in[0].size;
                for (int i = 0; i < in[0].size; i++) {
                    out[0].fill(i * run, run, in[0].get(i));
                }
            } else if (Shapes.span(from, stretched, rank) == Shapes.span(shape, stretched, rank)) {
                for (int at = 0; at < out[0].size; at += in[0].size) {
                    out[0].copyFrom(at, in[0], 0, in[0].size);
                }
            } else {
                kernels.run(ASSIGN, out[0], in[0], out[0]);
            }
        }

        private static int[] padded(int[] shape, int rank) {
            int[] result = new int[rank];
            Arrays.fill(result, 0, rank - shape.length, 1);
            System.arraycopy(shape, 0, result, rank - shape.length, shape.length);
            return result;
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {cotangents[0].sumTo(call.in(0).storage().shape)};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {tangents[0].broadcastTo(shape)};
        }
    }
}
