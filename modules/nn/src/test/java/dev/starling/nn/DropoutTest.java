package dev.starling.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.25, 0.5})
    void dropsTheRatesShareAndKeepsTheMean(double rate) {
        try (Scope scope = Scope.open()) {
            float[] mask = Dropout.seeded(new SplittableRandom(1))
                    .mask(scope, DType.FLOAT32, "a", rate, 100, 1000)
                    .toFloats();

            double sum = 0;
            int dropped = 0;
            for (float factor : mask) {
                sum += factor;
                dropped += factor == 0 ? 1 : 0;
                assertThat(factor == 0 || Math.abs(factor - 1 / (1 - rate)) < 1e-4)
                        .isTrue();
            }
            // 100,000 draws: five standard deviations of a share are at most 5 * 0.5 / sqrt(1e5) = 0.008.
            assertThat(dropped / 1e5).isCloseTo(rate, within(0.008));
            assertThat(sum / 1e5).isCloseTo(1, within(0.016));
        }
    }

    @Test
    void aLayerKeepsItsMaskAndLayersDiffer() {
        try (Scope scope = Scope.open()) {
            Dropout dropout = Dropout.seeded(new SplittableRandom(2));
            float[] first = dropout.mask(scope, DType.FLOAT32, "a", 0.5, 8, 8).toFloats();
            float[] other = dropout.mask(scope, DType.FLOAT32, "b", 0.5, 8, 8).toFloats();

            assertThat(dropout.mask(scope, DType.FLOAT32, "a", 0.5, 8, 8).toFloats())
                    .isEqualTo(first);
            assertThat(dropout.mask(scope, DType.FLOAT64, "a", 0.5, 8, 8).toFloats())
                    .isEqualTo(first);
            assertThat(other).isNotEqualTo(first);
        }
    }

    @Test
    void aMaskCannotServeAnotherShape() {
        try (Scope scope = Scope.open()) {
            Dropout dropout = Dropout.seeded(new SplittableRandom(3));
            dropout.mask(scope, DType.FLOAT32, "a", 0.5, 8, 8);

            assertThatThrownBy(() -> dropout.mask(scope, DType.FLOAT32, "a", 0.5, 4, 8))
                    .hasMessageContaining("'a'")
                    .hasMessageContaining("new Dropout for each step");
        }
    }

    @Test
    void ratesAreBelowOne() {
        try (Scope scope = Scope.open()) {
            Dropout dropout = Dropout.seeded(new SplittableRandom(3));

            assertThatThrownBy(() -> dropout.mask(scope, DType.FLOAT32, "a", 1, 2))
                    .hasMessageContaining("1.0");
        }
    }

    @Test
    void evaluationDropsNothing() {
        try (Scope scope = Scope.open()) {
            assertThat(Dropout.none().active()).isFalse();
            assertThat(Dropout.none().mask(scope, DType.FLOAT32, "a", 0.5, 3).toFloats())
                    .containsExactly(1, 1, 1);
        }
    }
}
