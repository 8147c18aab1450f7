package dev.starling.episodes.covariance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetEncoderTest {
    private static final int FEATURES = 8;
    private static final int SHOTS = 4;

    @ParameterizedTest(name = "width {0}, rank {1}")
    @CsvSource({"8, 0", "8, 3", "16, 2"})
    void theOrderOfASetChangesNothingAndItsContentDoes(int width, int rank) {
        SetEncoder encoder = new SetEncoder(FEATURES, width, 4, rank);
        float[] parameters = encoder.initial(new SplittableRandom(1));
        double[] first = set(1);
        double[] permuted = new double[first.length];
        int[] order = {2, 0, 3, 1};
        for (int i = 0; i < SHOTS; i++) {
            System.arraycopy(first, order[i] * FEATURES, permuted, i * FEATURES, FEATURES);
        }
        double[] read = read(encoder, parameters, first);
        double[] again = read(encoder, parameters, permuted);
        double[] other = read(encoder, parameters, set(2));
        double apart = 0;
        for (int i = 0; i < read.length; i++) {
            assertThat(again[i]).isCloseTo(read[i], within(1e-12));
            apart = Math.max(apart, Math.abs(other[i] - read[i]));
        }
        assertThat(apart).isGreaterThan(1e-3);
        for (int i = 0; i < FEATURES; i++) {
            assertThat(read[i]).isBetween(0.1, 1.0);
        }
    }

    @Test
    void classesAreReadEachByItself() {
        SetEncoder encoder = new SetEncoder(FEATURES, FEATURES, 2, 1);
        float[] parameters = encoder.initial(new SplittableRandom(1));
        double[] both = new double[2 * SHOTS * FEATURES];
        System.arraycopy(set(1), 0, both, 0, both.length / 2);
        System.arraycopy(set(2), 0, both, both.length / 2, both.length / 2);
        double[] together = read(encoder, parameters, both);
        double[] alone = read(encoder, parameters, set(2));
        for (int i = 0; i < FEATURES; i++) {
            assertThat(together[FEATURES + i]).isCloseTo(alone[i], within(1e-12));
        }
    }

    @Test
    void headsDivideTheWidth() {
        assertThatThrownBy(() -> new SetEncoder(FEATURES, 10, 4, 1)).hasMessageContaining("width 10 has 4 heads");
    }

    private static double[] set(long seed) {
        return new SplittableRandom(seed).doubles(SHOTS * FEATURES, -2, 2).toArray();
    }

    /** Variances of each class, then factors. */
    private static double[] read(SetEncoder encoder, float[] parameters, double... sets) {
        double[] wide = new double[parameters.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = parameters[i];
        }
        try (Scope scope = Scope.open()) {
            int classes = sets.length / SHOTS / FEATURES;
            SetEncoder.Factors factors = encoder.read(
                    encoder.layout().split(scope.tensor(wide, wide.length)),
                    scope.tensor(sets, classes, SHOTS, FEATURES));
            Tensor variances = factors.variances().reshape(classes * FEATURES);
            return factors.factors() == null
                    ? variances.toDoubles()
                    : Tensor.concat(
                                    0,
                                    java.util.List.of(
                                            variances, factors.factors().reshape(classes * encoder.rank() * FEATURES)))
                            .toDoubles();
        }
    }
}
