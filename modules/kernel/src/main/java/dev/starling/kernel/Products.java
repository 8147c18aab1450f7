package dev.starling.kernel;

import java.util.Arrays;

/** Matrix products, of matrices or of equally long batches of matrices. */
final class Products {
    private Products() {}

    /** {@code op(a) op(b)} with optional transposes; rank 2, or rank 3 with the batch first. */
    record MatMul(boolean transposeA, boolean transposeB) implements Primitive {
        /** The most rows of the factors that {@link AddedProduct} is worth: it reads B anew for every few rows of the result. */
        private static final int DEEPEST = 512;

        /** The most elements of a gradient that our loops compute: for those of 3136x512 they take a tenth longer than ND4J. */
        private static final int OUR_GRADIENTS = 1 << 21;

        private static final NativeOp[] OPS = {op(false, false), op(false, true), op(true, false), op(true, true)};

        private static NativeOp op(boolean transposeA, boolean transposeB) {
            return NativeOp.of("matmul").integers(transposeA ? 1 : 0, transposeB ? 1 : 0, 0);
        }

        @Override
        public Form[] outputs(Tensor... in) {
            Checks.sameType("matmul", in);
            int[] a = in[0].storage().shape;
            int[] b = in[1].storage().shape;
            int rank = a.length;
            boolean fits = rank == b.length && (rank == 2 || (rank == 3 && a[0] == b[0]));
            if (fits) {
                int inner = a[transposeA ? rank - 2 : rank - 1];
                fits = inner == b[transposeB ? rank - 1 : rank - 2];
            }
            if (!fits) {
                throw new IllegalArgumentException("matmul cannot multiply " + Arrays.toString(a)
                        + (transposeA ? " transposed" : "") + " with " + Arrays.toString(b)
                        + (transposeB ? " transposed" : "") + ": inner dimensions and batch must be equal");
            }
            int rows = a[transposeA ? rank - 1 : rank - 2];
            int columns = b[transposeB ? rank - 2 : rank - 1];
            int[] shape = rank == 2 ? new int[] {rows, columns} : new int[] {a[0], rows, columns};
            return new Form[] {new Form(in[0].dtype(), shape)};
        }

        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            if (out[0].shape.length == 2) {
                multiply(kernels, in[0], in[1], out[0]);
                return;
            }
            // ND4J's own batched product costs several times as much as one call a matrix.
            for (int i = 0; i < out[0].shape[0]; i++) {
                multiply(kernels, matrix(in[0], i), matrix(in[1], i), matrix(out[0], i));
            }
        }

        private void multiply(Kernels kernels, Storage a, Storage b, Storage c) {
            int m = c.shape[0];
            int n = c.shape[1];
            int k = a.size / m;
            if (c.dtype != DType.FLOAT32 || !isOurs(b.size, c.size, n, k)) {
                kernels.run(OPS[(transposeA ? 2 : 0) + (transposeB ? 1 : 0)], a, b, c);
            } else if (transposeB) {
                Storage turned = kernels.scratch(DType.FLOAT32, k, n, 1);
                Moves.transpose(b, 0, n, k, turned, 0);
                TiledProduct.multiply(kernels, false, m, n, k, a, turned, c);
            } else {
                TiledProduct.multiply(kernels, transposeA, m, n, k, a, b, c);
            }
        }

        /**
         * Ours unless it is slower by more than a tenth, because a row's bits do not depend on the other rows then. It is where B
         * must be laid out anew for it or leaves the second cache, and for narrow and deep products.
         */
        private boolean isOurs(int sizeB, int sizeC, int n, int k) {
            if (transposeB) {
                return !transposeA && sizeB <= 1 << 12;
            }
            return transposeA ? sizeC <= OUR_GRADIENTS : sizeB <= 1 << 20 && (n >= 64 || k <= 1 << 12);
        }

        /** Whether {@link AddedProduct} computes such results as fast. */
        boolean adds(DType dtype, int[] a, int[] shape) {
            return transposeA
                    && !transposeB
                    && a[0] <= DEEPEST
                    && dtype == DType.FLOAT32
                    && shape.length == 2
                    && shape[0] * shape[1] <= OUR_GRADIENTS
                    && TiledProduct.adds(shape[1]);
        }

        private static Storage matrix(Storage batch, int index) {
            int rows = batch.shape[1];
            int columns = batch.shape[2];
            return batch.view(index * rows * columns, new int[] {rows, columns});
        }

        @Override
        public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
            Tensor g = cotangents[0];
            Tensor a = call.in(0);
            Tensor b = call.in(1);
            Tensor[] result = new Tensor[2];
            if (wanted[0]) {
                result[0] = transposeA ? multiply(b, g, transposeB, true) : multiply(g, b, false, !transposeB);
            }
            if (wanted[1]) {
                result[1] = transposeB ? multiply(g, a, true, transposeA) : multiply(a, g, !transposeA, false);
            }
            return result;
        }

        @Override
        public Tensor[] jvp(Call call, Tensor[] tangents) {
            Tensor a = tangents[0] == null ? null : Call.one(this, tangents[0], call.in(1));
            Tensor b = tangents[1] == null ? null : Call.one(this, call.in(0), tangents[1]);
            return new Tensor[] {Tensor.sum(a, b)};
        }

        private static Tensor multiply(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
            return Call.one(new MatMul(transposeA, transposeB), a, b);
        }
    }

    /**
     * {@code out = fma(alpha, A'B, y)} over float32 matrices A, B, y and the number alpha; the bits of A'B and {@link Updates.Added}
     * one after the other.
     */
    record AddedProduct() implements Primitive.Write {
        @Override
        public void evaluate(Kernels kernels, Storage[] in, Storage[] out) {
            TiledProduct.add(kernels, in[0], in[1], in[3].get(0), in[2], out[0]);
        }
    }
}
