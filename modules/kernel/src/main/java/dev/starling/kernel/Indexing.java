package dev.starling.kernel;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Rows picked by index, and added back by index: each the transpose of the other. */
final class Indexing {
    private Indexing() {}

    /** Rows {@code indices[i]} of a tensor: shape {@code indices.shape + rows.shape[1..]}. */
    record Gather() implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            Checks.floating("gather", in[0]);
            Checks.indices("gather", in[1]);
            int[] rows = in[0].storage().shape;
            int[] indices = in[1].storage().shape;
            if (rows.length == 0) {
                throw new IllegalArgumentException("gather needs rows, got a scalar");
            }
            int[] shape = new int[indices.length + rows.length - 1];
            System.arraycopy(indices, 0, shape, 0, indices.length);
            System.arraycopy(rows, 1, shape, indices.length, rows.length - 1);
            return new Form[] {new Form(in[0].dtype(), shape)};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            int rows = in[0].shape[0];
            int width = in[0].size / rows;
            IntBuffer indices = in[1].ints();
            FloatBuffer from = in[0].floats();
            FloatBuffer to = out[0].floats();
            for (int i = 0; i < in[1].size; i++) {
                int row = checked(indices.get(i), rows);
                if (width == 1 && from != null) {
                    to.put(i, from.get(row));
                } else {
                    out[0].copyFrom(i * width, in[0], row * width, width);
                }
            }
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {cotangents[0].scatterAdd(call.in(1), call.in(0).dim(0)), null};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {tangents[0].gather(call.in(1))};
        }
    }

    /** A tensor of {@code rows} rows into which row i of the operand is added at {@code indices[i]}. */
    record ScatterAdd(int rows) implements Primitive {
        @Override
        public Form[] outputs(Tensor... in) {
            Checks.floating("scatterAdd", in[0]);
            Checks.indices("scatterAdd", in[1]);
            int[] values = in[0].storage().shape;
            int[] indices = in[1].storage().shape;
            for (int axis = 0; axis < indices.length; axis++) {
                if (axis >= values.length || values[axis] != indices[axis]) {
                    throw new IllegalArgumentException("scatterAdd: values of shape "
                            + java.util.Arrays.toString(values) + " do not begin with the shape of the indices, "
                            + java.util.Arrays.toString(indices));
                }
            }
            int[] shape = new int[values.length - indices.length + 1];
            shape[0] = rows;
            System.arraycopy(values, indices.length, shape, 1, shape.length - 1);
            return new Form[] {new Form(in[0].dtype(), shape)};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            int width = out[0].size / rows;
            IntBuffer indices = in[1].ints();
            FloatBuffer from = in[0].floats();
            FloatBuffer to = out[0].floats();
            out[0].zero();
            for (int i = 0; i < in[1].size; i++) {
                int row = checked(indices.get(i), rows);
                if (width == 1 && from != null) {
                    to.put(row, to.get(row) + from.get(i));
                    continue;
                }
                for (int j = 0; j < width; j++) {
                    out[0].set(row * width + j, out[0].get(row * width + j) + in[0].get(i * width + j));
                }
            }
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            return new Tensor[] {cotangents[0].gather(call.in(1)), null};
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            return new Tensor[] {tangents[0].scatterAdd(call.in(1), rows)};
        }
    }

    private static int checked(int index, int rows) {
        if (index < 0 || index >= rows) {
            throw new IllegalArgumentException("index " + index + " is outside the " + rows + " rows");
        }
        return index;
    }
}
