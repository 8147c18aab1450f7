package dev.starling.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops by vectors against their scalar definition, with and without rests, where rounding is fast and where it is not. */
class DifferencesTest {
    private static final int[] SIZES = {1, 2, 15, 16, 17, 31, 32, 33, 1000, 1024, 1040, 1041, 199_210};

    /** Below the limit of fast rounding at all sizes, below it at some, and above it. */
    private static final double[] SCALES = {0, 1, -1, 0.5, 0x1p28, 50 * 0x1p28, -7 * 0x1p30, 0x1p43, 0x1p47, 0x1p55};

    static Stream<Arguments> sizesAndScales() {
        return IntStream.of(SIZES)
                .boxed()
                .flatMap(size -> DoubleStream.of(SCALES).mapToObj(scale -> Arguments.of(size, scale)));
    }

    @ParameterizedTest(name = "{0} elements at {1}")
    @MethodSource("sizesAndScales")
    void everyElementIsScaledRoundedAndAdded(int size, double scale) {
        requireDefinition(draw(size, 1, x -> x), draw(size, 2, x -> x), scale);
    }

    @ParameterizedTest(name = "{0} elements")
    @ValueSource(ints = {1, 16, 17, 200})
    void halvesGoToTheEvenNeighbor(int size) {
        float[] a = draw(size, 3, x -> Math.rint(8 * x));
        float[] b = draw(size, 4, x -> Math.rint(8 * x));
        for (double scale : new double[] {0.5, -0.5, 1.5, 0x1p-2}) {
            requireDefinition(a, b, scale);
        }
    }

    @ParameterizedTest(name = "{0} elements")
    @ValueSource(ints = {1, 16, 17, 200})
    void theLargestSummandIsExact(int size) {
        float[] a = draw(size, 5, x -> x);
        float[] b = new float[size];
        a[size / 2] = Math.nextDown(0x1p22f);
        b[size - 1] = Math.nextDown(0x1p22f);
        requireDefinition(a, b, 0x1p40);
        requireDefinition(a, b, -0x1p40);
    }

    @Test
    void nearTheLimitOfFastRoundingNothingChanges() {
        float[] b = new float[16];
        for (double scale : new double[] {0x1p27, 0x1.000002p27, 0x1p28}) {
            for (float x : new float[] {Math.nextDown(0x1p24f), 0x1p24f, Math.nextUp(0x1p24f)}) {
                float[] a = new float[16];
                a[3] = x;
                requireDefinition(a, b, scale);
                requireDefinition(b, a, scale);
            }
        }
    }

    @Test
    void zerosOfBothSignsAndNumbersTooSmallToCountAreNothing() {
        float[] a = new float[16];
        float[] b = new float[16];
        a[1] = -0f;
        b[2] = -0f;
        a[3] = Float.MIN_VALUE;
        b[4] = Float.MIN_VALUE;
        try (Scope scope = Scope.open()) {
            long[] sums = new long[16];
            new Differences(scope.tensor(a, 16), scope.tensor(b, 16)).addTo(sums, 0x1p40);
            assertThat(sums).containsOnly(0);
        }
    }

    @ParameterizedTest(name = "{0} elements")
    @MethodSource("sizes")
    void squaresAreAddedUpInSixteenColumns(int size) {
        float[] a = draw(size, 6, x -> x);
        float[] b = draw(size, 7, x -> 1000 * x * x * x);
        double[] columns = new double[16];
        for (int i = 0; i < size; i++) {
            double difference = a[i] - b[i];
            columns[i % 16] += difference * difference;
        }
        double expected = 0;
        for (double column : columns) {
            expected += column;
        }
        try (Scope scope = Scope.open()) {
            assertThat(new Differences(scope.tensor(a, size), scope.tensor(b, size)).squares())
                    .isEqualTo(expected);
        }
    }

    static IntStream sizes() {
        return IntStream.of(SIZES);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void whatIsNoNumberIsSeenInTheSquaresWhereverItIs(float bad) {
        for (int size : new int[] {1, 16, 17, 50}) {
            for (int at = 0; at < size; at++) {
                float[] a = new float[size];
                a[at] = bad;
                try (Scope scope = Scope.open()) {
                    Differences differences = new Differences(scope.tensor(a, size), scope.zeros(DType.FLOAT32, size));
                    assertThat(Double.isFinite(differences.squares()))
                            .as("%s at %s of %s", bad, at, size)
                            .isFalse();
                    assertThat(Double.valueOf(differences.get(at))).isEqualTo(Double.valueOf(bad));
                }
            }
        }
    }

    @Test
    void float64IsDifferenceForDifference() {
        double[] a = {1, 1e-9, -3.5, 4};
        double[] b = {1 - 0x1p-50, 0, 2, 0.5};
        try (Scope scope = Scope.open()) {
            Differences differences = new Differences(scope.tensor(a, 2, 2), scope.tensor(b, 2, 2));
            assertThat(differences.get(0)).isEqualTo(0x1p-50);
            assertThat(differences.toFloats()).containsExactly(0x1p-50f, 1e-9f, -5.5f, 3.5f);
            assertThat(differences.squares()).isCloseTo(5.5 * 5.5 + 3.5 * 3.5, within(1e-12));
            long[] sums = new long[4];
            differences.addTo(sums, 1e9);
            assertThat(sums).containsExactly(0, 1, -5_500_000_000L, 3_500_000_000L);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (Scope scope = Scope.open()) {
            Tensor a = scope.zeros(DType.FLOAT32, 2, 3);
            assertThatThrownBy(() -> new Differences(a, scope.zeros(DType.FLOAT32, 3, 2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[2, 3]")
                    .hasMessageContaining("[3, 2]");
            assertThatThrownBy(() -> new Differences(a, scope.zeros(DType.FLOAT64, 2, 3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("FLOAT64");
            assertThatThrownBy(() -> new Differences(a, a).addTo(new long[5], 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("6 differences cannot be added to 5 sums");
        }
    }

    @Test
    void afterTheirScopeClosedTensorsHaveNoDifferences() {
        Differences differences;
        try (Scope scope = Scope.open()) {
            differences = new Differences(scope.zeros(DType.FLOAT32, 3), scope.zeros(DType.FLOAT32, 3));
        }
        assertThatThrownBy(() -> differences.addTo(new long[3], 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> differences.toFloats()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> differences.get(0)).isInstanceOf(IllegalStateException.class);
    }

    private static void requireDefinition(float[] a, float[] b, double scale) {
        int size = a.length;
        long[] expected = new long[size];
        long[] actual = new long[size];
        float[] differences = new float[size];
        for (int i = 0; i < size; i++) {
            expected[i] = i - 7L;
            actual[i] = i - 7L;
            differences[i] = a[i] - b[i];
            expected[i] += (long) Math.rint(differences[i] * scale);
        }
        try (Scope scope = Scope.open()) {
            Differences view = new Differences(scope.tensor(a, size), scope.tensor(b, size));
            view.addTo(actual, scale);
            assertThat(actual).isEqualTo(expected);
            assertThat(view.toFloats()).isEqualTo(differences);
        }
    }

    private static float[] draw(int size, long seed, DoubleUnaryOperator function) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) function.applyAsDouble(2 * random.nextDouble() - 1);
        }
        return values;
    }
}
