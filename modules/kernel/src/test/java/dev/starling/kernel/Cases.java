package dev.starling.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Every differentiable function of the kernel with operands of seeded shapes, away from ties and kinks. */
final class Cases {
    private static final int SEEDS = 5;

    private Cases() {}

    /** A function of several tensors with one result. */
    interface Function {
        Tensor apply(List<Tensor> in);
    }

    /** The values an operand may take. */
    enum Values {
        /** Between -1 and 1. */
        ANY,
        /** Between 0.5 and 2. */
        POSITIVE,
        /** All different by at least 0.05, none nearer to 0 than that. */
        SPACED
    }

    record Operand(Values values, int... shape) {
        double[] draw(SplittableRandom random) {
            double[] drawn = new double[Shapes.size(shape)];
            int[] order = order(drawn.length, random);
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = switch (values) {
                    case ANY -> 2 * random.nextDouble() - 1;
                    case POSITIVE -> 0.5 + 1.5 * random.nextDouble();
                    case SPACED -> 0.1 * (order[i] - drawn.length / 2) + 0.05;
                };
            }
            return drawn;
        }
    }

    /** One function, its operands, and the seed of their shapes and values. */
    record Case(String name, long seed, Function function, List<Operand> operands) {
        List<double[]> draw() {
            SplittableRandom random = new SplittableRandom(seed);
            return operands.stream().map(operand -> operand.draw(random)).toList();
        }

        @Override
        public String toString() {
            return name + " "
                    + operands.stream().map(o -> Arrays.toString(o.shape())).toList() + " seed " + seed;
        }
    }

    static int[] order(int length, SplittableRandom random) {
        int[] order = new int[length];
        for (int i = 0; i < length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    static Stream<Case> all() {
        List<Case> cases = new ArrayList<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            new Builder(cases, seed).build();
        }
        return cases.stream();
    }

    /** Draws shapes for one seed. */
    private record Builder(List<Case> cases, long seed, SplittableRandom random) {
        Builder(List<Case> cases, long seed) {
            this(cases, seed, new SplittableRandom(1000 + seed));
        }

        private int dim() {
            return 1 + random.nextInt(4);
        }

        private int[] shape(int rank) {
            int[] shape = new int[rank];
            Arrays.setAll(shape, axis -> dim());
            return shape;
        }

        private void add(String name, Function function, Operand... operands) {
            cases.add(new Case(name, seed, function, List.of(operands)));
        }

        private static Operand any(int... shape) {
            return new Operand(Values.ANY, shape);
        }

        private static Operand positive(int... shape) {
            return new Operand(Values.POSITIVE, shape);
        }

        private static Operand spaced(int... shape) {
            return new Operand(Values.SPACED, shape);
        }

        void build() {
            arithmetic();
            functions();
            products();
            reductions();
            layouts();
            images();
        }

        private void arithmetic() {
            int[] shape = shape(random.nextInt(4));
            int rows = dim();
            int columns = 1 + dim();
            add("add", in -> in.get(0).add(in.get(1)), any(shape), any(shape));
            add("sub", in -> in.get(0).sub(in.get(1)), any(shape), any(shape));
            add("mul", in -> in.get(0).mul(in.get(1)), any(shape), any(shape));
            add("div", in -> in.get(0).div(in.get(1)), any(shape), positive(shape));
            add("add a bias", in -> in.get(0).add(in.get(1)), any(rows, 2, columns), any(columns));
            add("add to a bias", in -> in.get(0).add(in.get(1)), any(columns), any(rows, columns));
            add("sub a column", in -> in.get(0).sub(in.get(1)), any(rows, columns), any(rows, 1));
            add("mul column by row", in -> in.get(0).mul(in.get(1)), any(rows, 1), any(columns));
            add("mul by a scalar tensor", in -> in.get(0).mul(in.get(1)), any(rows, columns), any());
            add("div by a row", in -> in.get(0).div(in.get(1)), any(rows, columns), positive(columns));
            add("div of a middle axis", in -> in.get(0).div(in.get(1)), any(rows, 1, columns), positive(rows, 3, 1));
            add("mul of a tensor by itself", in -> in.get(0).mul(in.get(0)), any(shape));
            add("numbers", in -> in.get(0).mul(3).add(0.5).div(7).sub(2).square(), any(shape));
        }

        private void functions() {
            int[] shape = shape(1 + random.nextInt(3));
            add("neg", in -> in.get(0).neg(), any(shape));
            add("exp", in -> in.get(0).exp(), any(shape));
            add("log", in -> in.get(0).log(), positive(shape));
            add("sqrt", in -> in.get(0).sqrt(), positive(shape));
            add("tanh", in -> in.get(0).tanh(), any(shape));
            add("sigmoid", in -> in.get(0).sigmoid(), any(shape));
            add("relu", in -> in.get(0).relu().square(), spaced(shape));
            add("softplus", in -> in.get(0).softplus(), any(shape));
            add("softmax", in -> in.get(0).softmax(), any(dim(), 1 + dim()));
            add("softmax of rank 3", in -> in.get(0).softmax(), any(2, dim(), 3));
            int cases = dim();
            int classes = 1 + dim();
            add("crossEntropy", in -> in.get(0).crossEntropy(in.get(1)), any(cases, classes), any(cases, classes));
            add("logSoftmax", in -> in.get(0).logSoftmax(), any(dim(), 1 + dim()));
            int columns = dim();
            add(
                    "dropout",
                    in -> {
                        double[] mask = new double[columns];
                        Arrays.setAll(mask, i -> i % 2 * 2.0);
                        return in.get(0).square().dropout(in.get(0).scope().tensor(mask, columns));
                    },
                    any(3, columns));
        }

        private void products() {
            int n = dim();
            int k = dim();
            int m = dim();
            int batch = dim();
            add("matmul", in -> in.get(0).matmul(in.get(1)), any(n, k), any(k, m));
            add("matmulTransposed", in -> in.get(0).matmulTransposed(in.get(1)), any(n, k), any(m, k));
            add("transposedMatmul", in -> in.get(0).transposedMatmul(in.get(1)), any(k, n), any(k, m));
            add("matmul of both transposed", in -> both(in.get(0), in.get(1)), any(k, n), any(m, k));
            add("matmul of batches", in -> in.get(0).matmul(in.get(1)), any(batch, n, k), any(batch, k, m));
            add(
                    "matmulTransposed of batches",
                    in -> in.get(0).matmulTransposed(in.get(1)),
                    any(batch, n, k),
                    any(batch, m, k));
            add(
                    "transposedMatmul of batches",
                    in -> in.get(0).transposedMatmul(in.get(1)),
                    any(batch, k, n),
                    any(batch, k, m));
            add("matmul of a tensor with itself", in -> in.get(0).matmul(in.get(0)), any(n, n));
        }

        private static Tensor both(Tensor a, Tensor b) {
            return Call.one(new Products.MatMul(true, true), a, b);
        }

        private void reductions() {
            int[] shape = shape(3);
            int axis = random.nextInt(3);
            int other = (axis + 1) % 3;
            add("sum of all", in -> in.get(0).square().sum(), any(shape));
            add("sum over an axis", in -> in.get(0).square().sum(axis), any(shape));
            add("sum over two axes", in -> in.get(0).square().sum(other, axis), any(shape));
            add("mean over an axis", in -> in.get(0).square().mean(-1), any(shape));
            add("mean keeping dims", in -> in.get(0).square().meanKeepingDims(axis), any(shape));
            add("sum keeping dims", in -> in.get(0).mul(in.get(0).sumKeepingDims(0, 1)), any(shape));
            add("max of all", in -> in.get(0).max().square(), spaced(shape));
            add("max over an axis", in -> in.get(0).max(axis).square(), spaced(shape));
            add(
                    "max keeping dims",
                    in -> in.get(0).sub(in.get(0).maxKeepingDims(other)).square(),
                    spaced(shape));
            add(
                    "broadcast",
                    in -> in.get(0).square().broadcastTo(3, shape[0], 2, shape[2]),
                    any(shape[0], 1, shape[2]));
            add("broadcast of a scalar", in -> in.get(0).exp().broadcastTo(shape), any());
        }

        private void layouts() {
            int rows = 2 + dim();
            int columns = 2 + dim();
            int depth = dim();
            add("reshape", in -> in.get(0).square().reshape(columns, -1), any(rows, columns));
            add("transpose", in -> in.get(0).square().transpose(), any(rows, columns));
            add("transpose of rank 3", in -> in.get(0).square().transpose(2, 0, 1), any(rows, columns, depth));
            add("slice of rows", in -> in.get(0).square().slice(0, 1, rows - 1), any(rows, columns));
            add("slice of columns", in -> in.get(0).square().slice(1, 1, columns), any(rows, columns, depth));
            add(
                    "concat of rows",
                    in -> Tensor.concat(0, in).square(),
                    any(rows, depth),
                    any(1, depth),
                    any(columns, depth));
            add("concat of columns", in -> Tensor.concat(-1, in).square(), any(depth, rows), any(depth, columns));
            add(
                    "concat of a tensor with itself",
                    in -> Tensor.concat(0, List.of(in.get(0), in.get(0))).square(),
                    any(depth));
            add("split of rows", in -> twisted(in.get(0).split(0, 1, rows - 1)), any(rows, columns));
            add("split of columns", in -> twisted(in.get(0).split(1, 2, columns - 2)), any(rows, columns));
            add(
                    "one piece of a split",
                    in -> in.get(0).split(0, 1, rows - 1).get(1).square(),
                    any(rows, columns));
            int[] picks = {rows - 1, 0, 0, 1};
            add("gather", in -> in.get(0).square().gather(indices(in.get(0), picks, 2, 2)), any(rows, columns));
            add("gather of numbers", in -> in.get(0).square().gather(indices(in.get(0), picks, 4)), any(rows));
            add("scatterAdd", in -> in.get(0).square().scatterAdd(indices(in.get(0), picks, 4), rows), any(4, columns));
            add(
                    "scatterAdd of numbers",
                    in -> in.get(0).exp().scatterAdd(indices(in.get(0), picks, 2, 2), rows),
                    any(2, 2));
        }

        private static Tensor indices(Tensor like, int[] picks, int... shape) {
            return like.scope().tensor(picks, shape);
        }

        private static Tensor twisted(List<Tensor> pieces) {
            return pieces.get(0).square().sum().mul(pieces.get(1).exp());
        }

        private void images() {
            int channels = dim();
            int out = dim();
            int height = 4 + dim();
            int width = 4 + dim();
            int kernel = 1 + random.nextInt(3);
            int stride = 1 + random.nextInt(2);
            int pad = random.nextInt(3);
            Conv2dSpec spec = Conv2dSpec.of(stride, pad);
            int[] x = {2, height, width, channels};
            int[] w = {kernel, kernel, channels, out};
            int[] y = {2, spec.outHeight(height, kernel), spec.outWidth(width, kernel), out};
            add("conv2d", in -> in.get(0).conv2d(in.get(1), spec), any(x), any(w));
            add("conv2dInputGradient", in -> in.get(0).conv2dInputGradient(in.get(1), spec, x), any(y), any(w));
            add("conv2dWeightGradient", in -> in.get(0).conv2dWeightGradient(in.get(1), spec, w), any(x), any(y));
            Conv2dSpec uneven = new Conv2dSpec(1, 2, 0, 1);
            add("conv2d of uneven steps", in -> in.get(0).conv2d(in.get(1), uneven), any(x), any(2, 3, channels, out));
            int window = 2 + random.nextInt(2);
            add("maxPool2d", in -> in.get(0).maxPool2d(window, stride).square(), spaced(x));
            add("avgPool2d", in -> in.get(0).square().avgPool2d(window, stride), any(x));
            add(
                    "batchNorm",
                    in -> in.get(0).batchNorm(in.get(1), in.get(2), 1e-2),
                    any(2 + dim(), 2, channels),
                    any(channels),
                    any(channels));
            add(
                    "batchNorm and its statistics",
                    in -> Tensor.concat(
                            0,
                            Arrays.stream(Call.all(new BatchNorm(0.1), in.get(0), in.get(1), in.get(1)))
                                    .map(t -> t.square().reshape(t.size()))
                                    .toList()),
                    any(3, channels),
                    any(channels));
        }
    }
}
