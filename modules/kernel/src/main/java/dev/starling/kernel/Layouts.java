package dev.starling.kernel;

import java.util.Arrays;

/** Primitives that only move elements: reshape, transpose, slice and its inverse, concat and split. */
final class Layouts {
    private Layouts() {}

    static final Primitive COPY = new Copy();

    /** The same elements in other memory. */
    private record Copy() implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            return new Form[] {Form.like(in[0])};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            out[0].copyFrom(0, in[0], 0, out[0].size);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {cotangents[0]};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {tangents[0]};
        }
    }

    /** The same memory under another shape. */
    record Reshape(int[] shape) implements Primitive.Alias {
        @Override
        public Form[] outputs(Tensor... in) {
            if (Shapes.size(shape) != in[0].size()) {
                throw new IllegalArgumentException("shape " + Arrays.toString(in[0].shape()) + " has " + in[0].size()
                        + " elements and cannot become " + Arrays.toString(shape));
            }
            return new Form[] {new Form(in[0].dtype(), shape)};
        }

        @Override
        public Storage[] views(Storage in) {
            return new Storage[] {in.view(0, shape)};
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {cotangents[0].reshape(call.in(0).storage().shape)};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {tangents[0].reshape(shape)};
        }
    }

    /** Axis i of the result is axis {@code order[i]} of the operand. */
    record Transpose(NativeOp op, int[] order) implements Primitive {
        Transpose(int[] order) {
            this(NativeOp.of("permute").integers(order), order);
        }

        @Override
        public Form[] outputs(Tensor... in) {
            int[] from = in[0].storage().shape;
            int[] sorted = order.clone();
            Arrays.sort(sorted);
            int[] shape = new int[order.length];
            for (int axis = 0; axis < order.length; axis++) {
                if (order.length != from.length || sorted[axis] != axis) {
                    throw new IllegalArgumentException("transpose " + Arrays.toString(order)
                            + " is no order of the axes of shape " + Arrays.toString(from));
                }
                shape[axis] = from[order[axis]];
            }
            return new Form[] {new Form(in[0].dtype(), shape)};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            kernels.run(op, in[0], out[0]);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            int[] inverse = new int[order.length];
            for (int axis = 0; axis < order.length; axis++) {
                inverse[order[axis]] = axis;
            }
            return new Tensor[] {cotangents[0].transpose(inverse)};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {Call.one(this, tangents[0])};
        }
    }

    /** Elements [from, to) along an axis, copied: views at ever new offsets would never be reused. */
    record Slice(int axis, int from, int to) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            int[] shape = in[0].storage().shape;
            if (from < 0 || from >= to || to > shape[axis]) {
                throw new IllegalArgumentException("slice [" + from + ", " + to + ") along axis " + axis
                        + " is not inside shape " + Arrays.toString(shape));
            }
            return new Form[] {new Form(in[0].dtype(), Shapes.with(shape, axis, to - from))};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            copyRuns(in[0], axis, from, out[0], 0, to - from);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {Call.one(new Embed(axis, from, call.in(0).dim(axis)), cotangents[0])};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {Call.one(this, tangents[0])};
        }
    }

    /** The inverse of a slice: zeros of length {@code length} along the axis, with the operand placed at {@code from}. */
    record Embed(int axis, int from, int length) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            return new Form[] {new Form(in[0].dtype(), Shapes.with(in[0].storage().shape, axis, length))};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            out[0].zero();
            copyRuns(in[0], axis, 0, out[0], from, in[0].shape[axis]);
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {
                cotangents[0].slice(axis, from, from + call.in(0).dim(axis))
            };
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {Call.one(this, tangents[0])};
        }
    }

    /** Joins tensors along an axis. */
    record Concat(int axis) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            int[] first = in[0].storage().shape;
            int length = 0;
            for (Tensor part : in) {
                int[] shape = part.storage().shape;
                if (part.dtype() != in[0].dtype()
                        || shape.length != first.length
                        || !Arrays.equals(Shapes.with(shape, axis, 1), Shapes.with(first, axis, 1))) {
                    throw new IllegalArgumentException("concat along axis " + axis + " cannot join "
                            + in[0].dtype() + Arrays.toString(first) + " with " + part.dtype()
                            + Arrays.toString(shape));
                }
                length += shape[axis];
            }
            return new Form[] {new Form(in[0].dtype(), Shapes.with(first, axis, length))};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            int at = 0;
            for (Storage part : in) {
                copyRuns(part, axis, 0, out[0], at, part.shape[axis]);
                at += part.shape[axis];
            }
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            int[] lengths = new int[call.in.length];
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] = call.in(i).dim(axis);
            }
            return Call.all(new Split(axis, lengths), cotangents[0]);
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {Call.one(this, filled(tangents, call.in))};
        }
    }

    /** Cuts a tensor along an axis; without copying where the pieces are contiguous. */
    record Split(int axis, int[] lengths) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            int[] shape = in[0].storage().shape;
            if (Arrays.stream(lengths).sum() != shape[axis]) {
                throw new IllegalArgumentException("split lengths " + Arrays.toString(lengths)
                        + " do not add up to axis " + axis + " of shape " + Arrays.toString(shape));
            }
            Form[] forms = new Form[lengths.length];
            for (int i = 0; i < forms.length; i++) {
                forms[i] = new Form(in[0].dtype(), Shapes.with(shape, axis, lengths[i]));
            }
            return forms;
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            int at = 0;
            for (Storage part : out) {
                copyRuns(in[0], axis, at, part, 0, part.shape[axis]);
                at += part.shape[axis];
            }
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {Call.one(new Concat(axis), filled(cotangents, call.out))};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return Call.all(this, tangents[0]);
        }
    }

    /** The split of leading-axis pieces, which are contiguous: nothing is copied. */
    record SplitRows(Split split) implements Primitive.Alias {
        @Override
        public Form[] outputs(Tensor... in) {
            return split.outputs(in);
        }

        @Override
        public Storage[] views(Storage in) {
            int row = Shapes.span(in.shape, 1, in.shape.length);
            Storage[] pieces = new Storage[split.lengths.length];
            int at = 0;
            for (int i = 0; i < pieces.length; i++) {
                pieces[i] = in.view(at * row, Shapes.with(in.shape, 0, split.lengths[i]));
                at += split.lengths[i];
            }
            return pieces;
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return split.vjp(call, cotangents, wanted);
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return Call.all(this, tangents[0]);
        }
    }

    /** Directions with zeros of the right shape in the place of nulls. */
    private static Tensor[] filled(Tensor[] directions, Tensor[] like) {
        Scope scope = null;
        for (Tensor direction : directions) {
            if (direction != null) {
                scope = direction.scope();
            }
        }
        Tensor[] result = directions.clone();
        for (int i = 0; i < result.length; i++) {
            if (result[i] == null) {
                result[i] = scope.zeros(like[i].dtype(), like[i].storage().shape);
            }
        }
        return result;
    }

    /** Copies {@code length} positions along an axis, from one start to another. */
    private static void copyRuns(Storage from, int axis, int fromStart, Storage to, int toStart, int length) {
        int inner = Shapes.span(from.shape, axis + 1, from.shape.length);
        int outer = Shapes.span(from.shape, 0, axis);
        int fromStep = from.shape[axis] * inner;
        int toStep = to.shape[axis] * inner;
        for (int i = 0; i < outer; i++) {
            to.copyFrom(i * toStep + toStart * inner, from, i * fromStep + fromStart * inner, length * inner);
        }
    }
}
