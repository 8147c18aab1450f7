package dev.starling.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Values in both types against Java's own arithmetic. */
class ValuesTest {
    private static final double[] POINTS = {0.01, 0.3, 0.5, 1, 1.7, 2.5, 30};

    static Stream<Arguments> functions() {
        return Stream.of(
                named("neg", Tensor::neg, x -> -x),
                named("square", Tensor::square, x -> x * x),
                named("exp", Tensor::exp, Math::exp),
                named("log", Tensor::log, Math::log),
                named("sqrt", Tensor::sqrt, Math::sqrt),
                named("tanh", Tensor::tanh, Math::tanh),
                named("sigmoid", Tensor::sigmoid, x -> 1 / (1 + Math.exp(-x))),
                named("relu", x -> x.sub(1).relu(), x -> Math.max(x - 1, 0)),
                named("softplus", Tensor::softplus, x -> Math.log1p(Math.exp(-x)) + x),
                named("add", x -> x.add(3), x -> x + 3),
                named("sub", x -> x.sub(3), x -> x - 3),
                named("mul", x -> x.mul(3), x -> x * 3),
                named("div", x -> x.div(3), x -> x / 3));
    }

    private static Arguments named(String name, UnaryOperator<Tensor> ours, DoubleUnaryOperator java) {
        return Arguments.of(name, ours, java);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void aFunctionIsWhatItsNameSays(String name, UnaryOperator<Tensor> ours, DoubleUnaryOperator java) {
        double[] expected = Arrays.stream(POINTS).map(java).toArray();
        try (Scope scope = Scope.open()) {
            Tensor wide = scope.tensor(POINTS, POINTS.length);
            assertThat(ours.apply(wide).toDoubles())
                    .as(name)
                    .containsExactly(expected, within(1e-14 * scale(expected)));
            float[] narrow = new float[POINTS.length];
            for (int i = 0; i < narrow.length; i++) {
                narrow[i] = (float) POINTS[i];
            }
            double[] single = ours.apply(scope.tensor(narrow, narrow.length)).toDoubles();
            for (int i = 0; i < single.length; i++) {
                assertThat(single[i])
                        .as("%s at %s in float32", name, POINTS[i])
                        .isCloseTo(expected[i], within(4e-6 * (1e-2 + Math.abs(expected[i]))));
            }
        }
    }

    private static double scale(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }

    static Stream<Arguments> broadcasts() {
        int[][][] pairs = {
            {{}, {}},
            {{3}, {}},
            {{}, {2, 3}},
            {{2, 3}, {3}},
            {{3}, {2, 3}},
            {{2, 3}, {2, 1}},
            {{2, 1}, {1, 3}},
            {{1}, {4, 1}},
            {{4, 1, 3}, {2, 1}},
            {{2, 3, 4}, {4}},
            {{2, 3, 4}, {3, 1}},
            {{5, 1, 1}, {1, 1, 6}},
            {{2, 1, 3, 1}, {4, 1, 5}},
            {{1, 1}, {3}},
        };
        return Arrays.stream(pairs).map(pair -> Arguments.of(pair[0], pair[1]));
    }

    @ParameterizedTest
    @MethodSource("broadcasts")
    void arithmeticBroadcastsAsNumPyDoes(int[] left, int[] right) {
        SplittableRandom random = new SplittableRandom(2);
        double[] a = random.doubles(Shapes.size(left), 1, 2).toArray();
        double[] b = random.doubles(Shapes.size(right), 1, 2).toArray();
        try (Scope scope = Scope.open()) {
            Tensor ta = scope.tensor(a, left);
            Tensor tb = scope.tensor(b, right);
            assertThat(ta.add(tb).shape()).containsExactly(Shapes.broadcast(left, right));
            assertBroadcast(ta.broadcastTo(ta.add(tb).shape()), left, a, right, b, (p, q) -> p);
            assertBroadcast(ta.add(tb), left, a, right, b, Double::sum);
            assertBroadcast(ta.sub(tb), left, a, right, b, (p, q) -> p - q);
            assertBroadcast(ta.mul(tb), left, a, right, b, (p, q) -> p * q);
            assertBroadcast(ta.div(tb), left, a, right, b, (p, q) -> p / q);
        }
    }

    private static void assertBroadcast(
            Tensor actual, int[] left, double[] a, int[] right, double[] b, DoubleBinaryOperator op) {
        int[] shape = actual.shape();
        double[] expected = new double[actual.size()];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = op.applyAsDouble(a[source(i, shape, left)], b[source(i, shape, right)]);
        }
        assertThat(actual.toDoubles()).containsExactly(expected, within(1e-15));
    }

    /** Where element {@code index} of the wide shape comes from in the narrow one. */
    private static int source(int index, int[] wide, int[] narrow) {
        int result = 0;
        int step = 1;
        int rest = index;
        for (int i = 1; i <= wide.length; i++) {
            int position = rest % wide[wide.length - i];
            rest /= wide[wide.length - i];
            if (i <= narrow.length) {
                result += (narrow[narrow.length - i] == 1 ? 0 : position) * step;
                step *= narrow[narrow.length - i];
            }
        }
        return result;
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void productsOfManyShapesAgreeWithLoops(DType dtype) {
        int[][] shapes = {{1, 1, 1}, {2, 3, 4}, {10, 200, 10}, {32, 64, 100}, {10, 784, 200}, {1, 300, 7}, {65, 65, 65}
        };
        SplittableRandom random = new SplittableRandom(4);
        try (Scope root = Scope.open()) {
            for (int[] shape : shapes) {
                int n = shape[0];
                int k = shape[1];
                int m = shape[2];
                double[] a = random.doubles(n * k, -1, 1).toArray();
                double[] b = random.doubles(k * m, -1, 1).toArray();
                double[] expected = new double[n * m];
                for (int i = 0; i < n * k * m; i++) {
                    expected[i / (k * m) * m + i % m] += a[i / m] * b[i / m % k * m + i % m];
                }
                Tensor ta = tensor(root, dtype, a, n, k);
                Tensor tb = tensor(root, dtype, b, k, m);
                double tolerance = dtype == DType.FLOAT32 ? 1e-4 : 1e-12;
                for (Tensor product : List.of(
                        ta.matmul(tb),
                        ta.matmulTransposed(tb.transpose()),
                        ta.transpose().transposedMatmul(tb))) {
                    assertThat(product.toDoubles())
                            .as(Arrays.toString(shape))
                            .containsExactly(expected, within(tolerance));
                }
            }
        }
    }

    private static Tensor tensor(Scope scope, DType dtype, double[] values, int... shape) {
        if (dtype == DType.FLOAT64) {
            return scope.tensor(values, shape);
        }
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return scope.tensor(narrow, shape);
    }

    @Test
    void notANumberDoesNotVanish() {
        try (Scope scope = Scope.open()) {
            Tensor x = scope.tensor(new float[] {1, Float.NaN, -1, 2}, 1, 2, 2, 1);
            List<Tensor> results = List.of(
                    x.relu(),
                    x.tanh(),
                    x.sigmoid(),
                    x.softplus(),
                    x.sqrt(),
                    x.mul(0),
                    x.sum(),
                    x.max(),
                    x.maxPool2d(2, 2),
                    x.avgPool2d(2, 2),
                    x.reshape(2, 2).softmax(),
                    x.reshape(4).logSoftmax(),
                    x.reshape(2, 2).matmul(scope.zeros(DType.FLOAT32, 2, 1)));
            for (Tensor result : results) {
                assertThat(result.toDoubles()).as(result.toString()).contains(Double.NaN);
            }
        }
    }

    @Test
    void softmaxAndItsLogarithmStandLargeNumbers() {
        try (Scope scope = Scope.open()) {
            Tensor x = scope.tensor(new float[] {1000, 1000, -1000, 0}, 2, 2);
            assertThat(x.softmax().toFloats()).containsExactly(0.5f, 0.5f, 0, 1);
            assertThat(x.logSoftmax().toFloats()).containsExactly((float) -Math.log(2), (float) -Math.log(2), -1000, 0);
            assertThat(x.softplus().toFloats()).containsExactly(1000, 1000, 0, (float) Math.log(2));
        }
    }

    @Test
    void sumsAndMaximaOverEveryChoiceOfAxesAgreeWithLoops() {
        int[] shape = {2, 3, 4};
        double[] values = new SplittableRandom(8).doubles(24, -1, 1).toArray();
        int[][] choices = {{}, {0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}, {-1}, {2, 0}};
        try (Scope scope = Scope.open()) {
            Tensor x = scope.tensor(values, shape);
            for (int[] choice : choices) {
                int[] axes = Shapes.axes(choice, 3);
                int[] kept = Shapes.reduced(shape, axes, true);
                double[] sums = new double[Shapes.size(kept)];
                double[] maxima = new double[sums.length];
                Arrays.fill(maxima, Double.NEGATIVE_INFINITY);
                for (int i = 0; i < values.length; i++) {
                    int to = source(i, shape, kept);
                    sums[to] += values[i];
                    maxima[to] = Math.max(maxima[to], values[i]);
                }
                assertThat(x.sum(choice).toDoubles()).containsExactly(sums, within(1e-14));
                assertThat(x.max(choice).toDoubles()).containsExactly(maxima);
                assertThat(x.sumKeepingDims(choice).shape()).containsExactly(kept);
            }
        }
    }
}
