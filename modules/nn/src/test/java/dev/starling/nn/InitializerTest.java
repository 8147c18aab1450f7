package dev.starling.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InitializerTest {
    private static final int SIZE = 20_000;
    private static final double FAN_IN = 30;
    private static final double FAN_OUT = 10;

    static Stream<Arguments> variances() {
        return Stream.of(
                Arguments.of("he uniform", Initializer.heUniform(), 2 / FAN_IN),
                Arguments.of("he normal", Initializer.heNormal(), 2 / FAN_IN),
                Arguments.of("glorot uniform", Initializer.glorotUniform(), 2 / (FAN_IN + FAN_OUT)),
                Arguments.of("glorot normal", Initializer.glorotNormal(), 2 / (FAN_IN + FAN_OUT)),
                Arguments.of("normal", Initializer.normal(0, 0.3), 0.09),
                // Of a normal cut at two deviations, 0.774 of the variance is left.
                Arguments.of("truncated normal", Initializer.truncatedNormal(0, 0.3), 0.774 * 0.09),
                Arguments.of("uniform", Initializer.uniform(0.3), 0.03));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("variances")
    void hasMeanZeroAndTheVarianceOfItsName(String name, Initializer initializer, double variance) {
        float[] values = draw(initializer, 1);

        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += value * (double) value;
        }
        // Five standard deviations: of a mean square at most 5 sqrt(2 / 20000) = 5%, of a mean 5 / sqrt(20000) = 3.5%.
        assertThat(squares / SIZE).as(name).isCloseTo(variance, within(0.05 * variance));
        assertThat(sum / SIZE).as(name).isCloseTo(0, within(0.036 * Math.sqrt(variance)));
        assertThat(draw(initializer, 1)).isEqualTo(values);
        assertThat(draw(initializer, 2)).isNotEqualTo(values);
    }

    @Test
    void truncatedDrawsStayWithinTwoDeviations() {
        for (float value : draw(Initializer.truncatedNormal(1, 0.5), 3)) {
            assertThat(value).isBetween(0f, 2f);
        }
    }

    @Test
    void fillsItsRangeOnly() {
        float[] values = {7, 7, 7, 7};

        Initializer.zeros().fill(values, 1, 3, 1, 1, new SplittableRandom(1));

        assertThat(values).containsExactly(7, 0, 0, 7);
    }

    private static float[] draw(Initializer initializer, long seed) {
        float[] values = new float[SIZE];
        initializer.fill(values, 0, SIZE, FAN_IN, FAN_OUT, new SplittableRandom(seed));
        return values;
    }
}
