package dev.starling.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops by vectors against plain ones, with and without rests, in place and not, on numbers and on what is none. */
class LanesTest {
    private static final int[] SIZES = {1, 2, 15, 16, 17, 63, 64, 65, 200};
    private static final float[] ODD = {
        Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE
    };

    static Stream<Arguments> operationsAndSizes() {
        return Stream.of(Lanes.Op.values()).flatMap(op -> IntStream.of(SIZES).mapToObj(size -> Arguments.of(op, size)));
    }

    private static float plain(Lanes.Op op, float a, float b) {
        return switch (op) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case SUBTRACT_FROM -> b - a;
            case DIVIDE_INTO -> b / a;
            case WHERE_ABOVE_ZERO -> b > 0 ? a : 0;
        };
    }

    @ParameterizedTest
    @MethodSource("operationsAndSizes")
    void pairsHaveTheBitsOfJavaAlsoInPlace(Lanes.Op op, int size) {
        float[] a = draw(size, 1);
        float[] b = draw(size, 2);
        float[] expected = new float[size];
        for (int i = 0; i < size; i++) {
            expected[i] = plain(op, a[i], b[i]);
        }
        try (Scope scope = Scope.open()) {
            Storage x = scope.tensor(a, size).storage();
            Storage y = scope.tensor(b, size).storage();
            Storage out = scope.zeros(DType.FLOAT32, size).storage();
            Lanes.pairs(op, x, y, out);
            assertThat(floats(out)).isEqualTo(expected);
            Lanes.pairs(op, x, y, x);
            assertThat(floats(x)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("operationsAndSizes")
    void numbersHaveTheBitsOfJavaAlsoInPlace(Lanes.Op op, int size) {
        float[] a = draw(size, 3);
        for (float number : new float[] {0.3f, 0, Float.NaN, Float.NEGATIVE_INFINITY}) {
            float[] expected = new float[size];
            for (int i = 0; i < size; i++) {
                expected[i] = plain(op, a[i], number);
            }
            try (Scope scope = Scope.open()) {
                Storage x = scope.tensor(a, size).storage();
                Lanes.withNumber(op, x, number, x);
                assertThat(floats(x)).as("number %s", number).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 15, 16, 17, 63, 64, 65, 200})
    void rowsAndColumnsStretch(int width) {
        for (int rows : new int[] {1, 2, 16, 37}) {
            float[] a = draw(rows * width, 4);
            float[] row = draw(width, 5);
            float[] column = draw(rows, 6);
            try (Scope scope = Scope.open()) {
                Tensor x = scope.tensor(a, rows, width);
                Tensor r = scope.tensor(row, width);
                Tensor c = scope.tensor(column, rows, 1);
                check(x.add(r), a, row, width, 1, (p, q) -> p + q);
                check(x.div(r), a, row, width, 1, (p, q) -> p / q);
                check(r.sub(x), a, row, width, 1, (p, q) -> q - p);
                check(x.mul(c), a, column, rows, width, (p, q) -> p * q);
                check(c.div(x), a, column, rows, width, (p, q) -> q / p);
            }
        }
    }

    private static void check(
            Tensor actual, float[] a, float[] narrow, int length, int run, DoubleBinaryOperator operation) {
        float[] expected = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            expected[i] = (float) operation.applyAsDouble(a[i], narrow[i / run % length]);
        }
        assertThat(actual.toFloats()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 64, 200})
    void reluTakesItsSideAlsoInPlace(int size) {
        float[] a = draw(size, 7);
        try (Scope scope = Scope.open()) {
            Storage x = scope.tensor(a, size).storage();
            Lanes.relu(x, x);
            float[] relu = floats(x);
            for (int i = 0; i < size; i++) {
                assertThat(Float.compare(relu[i], a[i] <= 0 ? 0 : a[i])).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 64, 200, 2048, 2063, 5000, 199_210})
    void axpyIsOneMultiplyAdd(int size) {
        float[] x = draw(size, 8);
        float[] y = draw(size, 9);
        float[] expected = new float[size];
        for (int i = 0; i < size; i++) {
            expected[i] = Math.fma(-0.1f, x[i], y[i]);
        }
        try (Scope scope = Scope.open()) {
            Tensor target = scope.tensor(y, size);
            Updates.axpy(target, -0.1, scope.tensor(x, size));
            assertThat(target.toFloats()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 16, 17, 64, 65, 200})
    void sumsAreNearTheExactOnes(int columns) {
        for (int rows : new int[] {1, 15, 16, 100}) {
            float[] values = positive(rows * columns);
            double[] byColumn = new double[columns];
            double[] byRow = new double[rows];
            double all = 0;
            for (int i = 0; i < values.length; i++) {
                byColumn[i % columns] += values[i];
                byRow[i / columns] += values[i];
                all += values[i];
            }
            try (Scope scope = Scope.open()) {
                Tensor x = scope.tensor(values, rows, columns);
                // A hundred roundings of a sum at the most.
                assertThat(x.sum(0).toDoubles()).containsExactly(byColumn, within(1e-5 * rows));
                assertThat(x.sum(1).toDoubles()).containsExactly(byRow, within(1e-5 * columns));
                assertThat(x.sum().item()).isCloseTo(all, within(1e-5 * rows * columns));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 15, 16, 17, 64})
    void poolingPicksAndPlacesLikePlainLoops(int channels) {
        for (int[] shape :
                new int[][] {{2, 6, 6, 2, 2}, {2, 7, 5, 2, 2}, {1, 7, 7, 3, 2}, {2, 7, 8, 2, 3}, {1, 6, 9, 3, 3}}) {
            int[] image = {shape[0], shape[1], shape[2], channels};
            float[] values = positive(Shapes.size(image));
            try (Scope scope = Scope.open()) {
                Tensor narrow = scope.variable(scope.tensor(values, image));
                Tensor wide = scope.variable(scope.tensor(narrow.toDoubles(), image));
                assertThat(gradients(narrow, shape[3], shape[4]).toArray())
                        .isEqualTo(gradients(wide, shape[3], shape[4]).toArray());
            }
        }
    }

    /** The gradient of a weighted sum of maxima and the push of a direction. */
    private static List<double[]> gradients(Tensor x, int kernel, int stride) {
        Tensor y = x.maxPool2d(kernel, stride);
        Tensor seed = y.mul(0).add(3);
        Tensor back = Derivatives.vjp(List.of(y), List.of(seed), List.of(x)).get(0);
        Tensor forth = Derivatives.jvp(y, List.of(x), List.of(x.mul(2)));
        return Stream.of(y, back, forth).map(Tensor::toDoubles).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 15, 16, 17, 32, 64})
    void averagesHaveTheBitsOfPlainLoops(int channels) {
        for (int[] shape : new int[][] {
            {2, 6, 6, 2, 2},
            {2, 7, 5, 2, 2},
            {1, 7, 7, 3, 2},
            {2, 7, 8, 2, 3},
            {1, 6, 9, 3, 3},
            {3, 2, 2, 2, 2},
            {1, 5, 4, 1, 1}
        }) {
            int kernel = shape[3];
            int stride = shape[4];
            int[] image = {shape[0], shape[1], shape[2], channels};
            int[] result = {shape[0], (shape[1] - kernel) / stride + 1, (shape[2] - kernel) / stride + 1, channels};
            float[] x = draw(Shapes.size(image), 1);
            float[] g = draw(Shapes.size(result), 2);
            float[] means = new float[g.length];
            float[] shares = new float[x.length];
            for (int at = 0; at < g.length; at++) {
                int column = at / channels % result[2];
                int row = at / channels / result[2] % result[1];
                int start = (at / channels / result[2] / result[1] * image[1] + row * stride) * image[2];
                double sum = 0;
                for (int i = 0; i < kernel * kernel; i++) {
                    int from =
                            (start + i / kernel * image[2] + column * stride + i % kernel) * channels + at % channels;
                    sum += x[from];
                    shares[from] = (float) (shares[from] + (double) g[at] / (kernel * kernel));
                }
                means[at] = (float) (sum / (kernel * kernel));
            }
            try (Scope scope = Scope.open()) {
                Tensor input = scope.variable(scope.tensor(x, image));
                Tensor pooled = input.avgPool2d(kernel, stride);
                Tensor spread = Derivatives.vjp(List.of(pooled), List.of(scope.tensor(g, result)), List.of(input))
                        .get(0);
                assertThat(pooled.toFloats()).isEqualTo(means);
                assertThat(spread.toFloats()).isEqualTo(shares);
            }
        }
    }

    @Test
    void whatIsNoNumberWinsAPool() {
        try (Scope scope = Scope.open()) {
            float[] x = new float[4 * 16];
            x[2 * 16 + 3] = Float.NaN;
            float[] pooled = scope.tensor(x, 1, 2, 2, 16).maxPool2d(2, 2).toFloats();
            assertThat(pooled[3]).isNaN();
            assertThat(pooled[4]).isZero();
        }
    }

    private static float[] floats(Storage storage) {
        float[] values = new float[storage.size];
        storage.floats().get(0, values);
        return values;
    }

    private static float[] positive(int size) {
        SplittableRandom random = new SplittableRandom(10);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (1 + random.nextInt(64)) / 64f;
        }
        return values;
    }

    private static float[] draw(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] =
                    random.nextInt(4) == 0 ? ODD[random.nextInt(ODD.length)] : (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }
}
