package dev.starling.episodes.hyper;

import dev.starling.engine.Arithmetic;
import dev.starling.engine.Seed;
import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random least-squares data of 20 features: normal equations of 60 training and 60 validation examples. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Quadratics(double[][] a, double[] b, double[][] validationA, double[] validationB) {
    static final int FEATURES = 20;
    private static final int EXAMPLES = 60;

    static Quadratics draw(long seed) {
        RandomGenerator random = Seed.of(seed).child("quadratics").random();
        double[] truth = new double[FEATURES];
        for (int j = 0; j < FEATURES / 2; j++) {
            truth[2 * j] = random.nextGaussian();
        }
        double[][] a = new double[FEATURES][FEATURES];
        double[] b = new double[FEATURES];
        normalEquations(truth, a, b, random);
        double[][] validationA = new double[FEATURES][FEATURES];
        double[] validationB = new double[FEATURES];
        normalEquations(truth, validationA, validationB, random);
        return new Quadratics(a, b, validationA, validationB);
    }

    private static void normalEquations(double[] truth, double[][] a, double[] b, RandomGenerator random) {
        for (int i = 0; i < EXAMPLES; i++) {
            double[] x = new double[FEATURES];
            double y = 0.5 * random.nextGaussian();
            for (int j = 0; j < FEATURES; j++) {
                x[j] = (0.3 + 1.2 * j / (FEATURES - 1)) * random.nextGaussian();
                y += x[j] * truth[j];
            }
            for (int j = 0; j < FEATURES; j++) {
                b[j] += x[j] * y / EXAMPLES;
                for (int k = 0; k < FEATURES; k++) {
                    a[j][k] += x[j] * x[k] / EXAMPLES;
                }
            }
        }
    }

    InnerTask task(Scope scope) {
        return new FullBatch(tensors(scope, a, b), tensors(scope, validationA, validationB));
    }

    /** A task of which every step sees everything. */
    record FullBatch(List<Tensor> train, List<Tensor> validation) implements InnerTask {
        private static final int[] ALL = {0};

        @Override
        public int[] examples(int step) {
            return ALL;
        }

        @Override
        public boolean fullBatch() {
            return true;
        }

        @Override
        public List<Tensor> batch(int... examples) {
            return train;
        }
    }

    /** Plain descent of step size 0.1 in float64. */
    Inner inner(Scope scope, Problem problem, double[] lambda) {
        return new Inner(
                new Calculus(problem, scope, Calculus.tensor(scope, DType.FLOAT64, lambda)), task(scope), 0.1, 0);
    }

    private static List<Tensor> tensors(Scope scope, double[][] matrix, double[] vector) {
        double[] flat = Arrays.stream(matrix).flatMapToDouble(Arrays::stream).toArray();
        return List.of(scope.tensor(flat, FEATURES, FEATURES), scope.tensor(vector, FEATURES));
    }

    /** T1: ridge regression with a log penalty a coordinate, {@code w'Aw/2 - b'w + sum e^lambda w^2 / 2}. */
    enum Ridge implements Problem {
        PENALTIES;

        @Override
        public Tensor trainLoss(Tensor w, Tensor lambda, List<Tensor> batch) {
            return quadratic(w, batch).add(lambda.exp().mul(w.square()).sum().mul(0.5));
        }

        @Override
        public Tensor validationLoss(Tensor w, Tensor lambda, List<Tensor> batch) {
            return quadratic(w, batch);
        }
    }

    /** T2: features scaled by lambda, so that the validation loss depends on it directly too. */
    enum Scaling implements Problem {
        FEATURES;

        @Override
        public Tensor trainLoss(Tensor w, Tensor lambda, List<Tensor> batch) {
            return quadratic(lambda.mul(w), batch);
        }
    }

    private static Tensor quadratic(Tensor w, List<Tensor> batch) {
        Tensor image = batch.get(0).matmul(w.reshape(w.size(), 1)).reshape(w.size());
        return image.mul(w).sum().mul(0.5).sub(batch.get(1).mul(w).sum());
    }

    static double[] product(double[][] matrix, double[] vector) {
        return Arrays.stream(matrix)
                .mapToDouble(row -> Arithmetic.dot(row, vector))
                .toArray();
    }

    /** The solution of a system by Gauss and Jordan with pivots. */
    static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        double[][] m = new double[n][];
        for (int i = 0; i < n; i++) {
            m[i] = Arrays.copyOf(matrix[i], n + 1);
            m[i][n] = right[i];
        }
        for (int i = 0; i < n; i++) {
            int pivot = i;
            for (int r = i; r < n; r++) {
                pivot = Math.abs(m[r][i]) > Math.abs(m[pivot][i]) ? r : pivot;
            }
            double[] swapped = m[i];
            m[i] = m[pivot];
            m[pivot] = swapped;
            for (int r = 0; r < n; r++) {
                if (r != i) {
                    m[r] = Arithmetic.plus(m[r], -m[r][i] / m[i][i], m[i]);
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = m[i][n] / m[i][i];
        }
        return solution;
    }
}
