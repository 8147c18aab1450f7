package dev.starling.episodes.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.engine.Arithmetic;
import dev.starling.engine.Seed;
import dev.starling.engine.Vectors;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CombinerTest {
    private static final double ROUNDING = 1e-6;

    private static TaskGradients gradients(double[][] vectors) {
        double[] shares = new double[vectors.length];
        Arrays.fill(shares, 1.0 / vectors.length);
        double[] losses = new double[vectors.length];
        Arrays.fill(losses, 1);
        return new TaskGradients(shares, losses, vectors, 0);
    }

    @Test
    void batchesOfOneTaskAreAveragedAndMissingTasksAreLeftOut() {
        TaskGradients gradients = TaskGradients.of(
                3, new int[] {2, 0, 2}, new double[] {1, 2, 5}, new float[][] {{3, 0}, {0, 6}, {5, 2}}, 0);

        assertThat(gradients.has(1)).isFalse();
        assertThat(gradients.losses()).containsExactly(2, 0, 3);
        assertThat(gradients.gradients()[2]).containsExactly(4, 1);
        Combiner.Combined mean = new Combiner.Mean().combine(gradients, Vectors.empty(), Seed.of(1));
        assertThat(mean.gradient()).usingComparatorWithPrecision(1e-6f).containsExactly(8f / 3, 8f / 3);
    }

    @Test
    void twoConflictingGradientsBecomeOrthogonalToEachOther() {
        double[] a = {1, 0};
        double[] b = {-1, 1};
        // a - <a,b>/|b|^2 b = (1/2, 1/2) and b - <a,b>/|a|^2 a = (0, 1).
        Combiner.Combined combined =
                new Combiner.PcGrad().combine(gradients(new double[][] {a, b}), Vectors.empty(), Seed.of(1));
        assertThat(combined.gradient()[0]).isCloseTo(0.25f, within(1e-6f));
        assertThat(combined.gradient()[1]).isCloseTo(0.75f, within(1e-6f));
    }

    @Test
    void gradientsThatAgreeStayAsTheyAre() {
        double[][] vectors = {{1, 2}, {2, 1}, {1, 1}};
        assertThat(new Combiner.PcGrad()
                        .combine(gradients(vectors), Vectors.empty(), Seed.of(1))
                        .gradient())
                .isEqualTo(new Combiner.Mean()
                        .combine(gradients(vectors), Vectors.empty(), Seed.of(1))
                        .gradient());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void projectsLikeTheSlowVersion(long seed) {
        double[][] g = random(seed, 4, 5);
        double[] expected = new double[5];
        for (int i = 0; i < 4; i++) {
            int[] order = new int[4];
            TaskSampler.shuffle(order, Seed.of(seed).child(i).random());
            double[] changed = g[i].clone();
            for (int j : order) {
                double product = 0;
                double norm = 0;
                for (int k = 0; k < 5; k++) {
                    product += changed[k] * g[j][k];
                    norm += g[j][k] * g[j][k];
                }
                for (int k = 0; j != i && product < 0 && k < 5; k++) {
                    changed[k] -= product / norm * g[j][k];
                }
            }
            for (int k = 0; k < 5; k++) {
                expected[k] += changed[k] / 4;
            }
        }
        requireClose(new Combiner.PcGrad().combine(gradients(g), Vectors.empty(), Seed.of(seed)), expected);
    }

    /** By construction of the vaccine: afterwards the cosine is the usual one. */
    @Test
    void theVaccineRaisesACosineToTheUsualOne() {
        double[] a = {1, 0, 0.5};
        double[] b = {-0.3, 1, 0.2};
        Vectors state = Vectors.empty().with("memory.usual-cosines", new double[] {0, 0.6, 0.6, 0});
        // Only the first gradient counts, so that the result is a changed by b.
        TaskGradients onlyA = new TaskGradients(new double[] {1, 0}, new double[2], new double[][] {a, b}, 0);
        Combiner.Combined combined = new Combiner.GradVac(0.01).combine(onlyA, state, Seed.of(1));
        double[] changed = new double[3];
        for (int i = 0; i < 3; i++) {
            changed[i] = combined.gradient()[i];
        }
        assertThat(cosine(changed, b)).isCloseTo(0.6, within(ROUNDING));
        assertThat(combined.state().doubles("memory.usual-cosines")[1])
                .isCloseTo(0.99 * 0.6 + 0.01 * cosine(a, b), within(1e-12));
    }

    @Test
    void withoutAMemoryTheVaccineMakesConflictsOrthogonal() {
        double[][] vectors = {{1, 0}, {-1, 1}};
        Combiner combiner = new Combiner.GradVac(0.01);
        assertThat(combiner.combine(gradients(vectors), combiner.begin(Vectors.empty(), 2), Seed.of(1))
                        .gradient())
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(0.25f, 0.75f);
    }

    @Test
    void weightsDescendTheDistanceOfNormsFromTheirTargets() {
        Combiner.GradNorm combiner = new Combiner.GradNorm(1.5, 0.01);
        Vectors state = combiner.begin(Vectors.empty(), 2);
        double[][] vectors = {{9, 3, 4}, {9, 0, 1}};
        TaskGradients first = new TaskGradients(new double[] {0.5, 0.5}, new double[] {2, 1}, vectors, 1);
        Combiner.Combined once = combiner.combine(first, state, Seed.of(1));
        // Norms over the last two: 5 and 1, mean 3; nothing has been learned, so both targets are 3: 1 - 0.05 and 1 +
        // 0.01, summing to 2.
        double[] expected = {0.95 * 2 / 1.96, 1.01 * 2 / 1.96};
        assertThat(once.state().doubles("memory.weights"))
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(expected);
        assertThat(once.gradient()).containsExactly(9, 1.5f, 2.5f);

        TaskGradients second = new TaskGradients(new double[] {0.5, 0.5}, new double[] {1, 0.9}, vectors, 1);
        Combiner.Combined twice = combiner.combine(second, once.state(), Seed.of(1));
        double mean = (expected[0] * 5 + expected[1]) / 2;
        double[] target = {mean * Math.pow(0.5 / 0.7, 1.5), mean * Math.pow(0.9 / 0.7, 1.5)};
        double[] next = {
            expected[0] - 0.01 * 5 * Math.signum(expected[0] * 5 - target[0]),
            expected[1] - 0.01 * Math.signum(expected[1] - target[1])
        };
        double sum = next[0] + next[1];
        assertThat(twice.state().doubles("memory.weights"))
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(next[0] * 2 / sum, next[1] * 2 / sum);
    }

    private static double[][] random(long seed, int rows, int columns) {
        RandomGenerator random = Seed.of(seed).random();
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            for (int i = 0; i < columns; i++) {
                row[i] = random.nextGaussian();
            }
        }
        return values;
    }

    private static double cosine(double[] a, double[] b) {
        return Arithmetic.dot(a, b) / Math.sqrt(Arithmetic.dot(a, a) * Arithmetic.dot(b, b));
    }

    private static void requireClose(Combiner.Combined combined, double[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) combined.gradient()[i]).isCloseTo(expected[i], within(ROUNDING));
        }
    }
}
