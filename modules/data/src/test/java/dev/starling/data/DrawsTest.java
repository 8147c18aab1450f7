package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawsTest {
    private static final int DRAWS = 100_000;

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 1, 2.5, 30})
    void gammaDrawsHaveTheirMeanAndVariance(double shape) {
        RandomGenerator random = Randoms.of(1);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < DRAWS; i++) {
            double value = Math.exp(Draws.logGamma(shape, random));
            sum += value;
            squares += (value - shape) * (value - shape);
        }
        // Mean and variance of Gamma(a, 1) are both a; the fourth central moment is 3 a^2 + 6 a.
        assertThat(sum / DRAWS).isCloseTo(shape, within(5 * Math.sqrt(shape / DRAWS)));
        double spread = Math.sqrt((2 * shape * shape + 6 * shape) / DRAWS);
        assertThat(squares / DRAWS).isCloseTo(shape, within(5 * spread));
    }

    @Test
    void dirichletDrawsHaveTheirMomentsAndSumToOne() {
        RandomGenerator random = Randoms.of(2);
        double[] concentration = {0.5, 0, 1.5};
        double first = 0;
        double square = 0;
        for (int i = 0; i < DRAWS; i++) {
            double[] draw = Draws.dirichlet(concentration, random);
            assertThat(draw[0] + draw[1] + draw[2]).isCloseTo(1, within(1e-12));
            assertThat(draw[1]).isZero();
            first += draw[0];
            square += draw[0] * draw[0];
        }
        // The first component is Beta(0.5, 1.5): mean 1/4, variance 0.25 * 0.75 / 3.
        assertThat(first / DRAWS).isCloseTo(0.25, within(5 * 0.25 / Math.sqrt(DRAWS)));
        assertThat(square / DRAWS).isCloseTo(0.0625 + 0.0625, within(0.005));
    }

    @Test
    void tinyConcentrationsStillSumToOne() {
        RandomGenerator random = Randoms.of(3);
        for (int i = 0; i < 1000; i++) {
            double[] draw = Draws.symmetricDirichlet(10, 1e-6, random);
            double sum = 0;
            for (double share : draw) {
                assertThat(share).isBetween(0.0, 1.0);
                sum += share;
            }
            assertThat(sum).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void cutsSumToTheTotal() {
        assertThat(Draws.cut(10, new double[] {0.25, 0.25, 0.5})).containsExactly(2, 3, 5);
        assertThat(Draws.cut(7, new double[] {0, 1, 0})).containsExactly(0, 7, 0);
    }

    @Test
    void permutationsAreAllEquallyLikely() {
        int[] seen = new int[27];
        RandomGenerator random = Randoms.of(4);
        for (int i = 0; i < 60_000; i++) {
            int[] order = Draws.permutation(3, random);
            seen[order[0] * 9 + order[1] * 3 + order[2]]++;
        }
        // Six orders, 10,000 each; 5 standard deviations are 456.
        assertThat(Arrays.stream(seen)).allMatch(count -> count == 0 || Math.abs(count - 10_000) < 456);
        assertThat(Arrays.stream(seen)).filteredOn(count -> count > 0).hasSize(6);
    }
}
