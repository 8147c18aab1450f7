package dev.starling.episodes.hyper;

import static dev.starling.engine.Arithmetic.between;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.engine.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistillationTest {

    @ParameterizedTest(name = "decay {0}")
    @ValueSource(doubles = {0, 0.5, 0.9, 0.99, 0.9999})
    void bothRecursionsAreTheWeightedMean(double decay) {
        Distillation by = new Distillation(decay);
        double[] path = CalculusTest.normal(3, "path", 40);
        double[] forward = null;
        double[] backward = null;
        for (int t = 1; t <= 40; t++) {
            double[] newer = {path[t - 1]};
            double[] older = {path[40 - t]};
            forward = t == 1 ? newer : between(by.keptBeforeNewer(t), forward, newer);
            backward = t == 1 ? older : between(by.keptBeforeOlder(t), backward, older);
            assertThat(forward[0]).as("forward, %s", t).isCloseTo(mean(path, 0, t, decay), within(1e-12));
            assertThat(backward[0]).as("backward, %s", t).isCloseTo(mean(path, 40 - t, 40, decay), within(1e-12));
        }
    }

    private static double mean(double[] path, int from, int to, double decay) {
        double sum = 0;
        double weights = 0;
        for (int i = from; i < to; i++) {
            double weight = Math.pow(decay, to - 1 - i);
            sum += weight * path[i];
            weights += weight;
        }
        assertThat(weights).isCloseTo(new Distillation(decay).total(to - from), within(1e-12 * weights));
        return sum / weights;
    }

    @Test
    void exampleCountsStayAndAgesFollowTheDecay() {
        int steps = 12;
        int size = 100;
        int draws = 1000;
        Distillation by = new Distillation(0.8);
        double[] counts = new double[steps];
        for (int draw = 0; draw < draws; draw++) {
            int[] distilled = batch(1, size);
            for (int t = 2; t <= steps; t++) {
                distilled = Distillation.examples(
                        distilled,
                        by.keptBeforeNewer(t),
                        batch(t, size),
                        Seed.of(draw).child(t).random());
                assertThat(distilled.length).as("step %s", t).isBetween(size - t, size + t);
            }
            for (int example : distilled) {
                counts[example / 1000 - 1] += 1.0 / distilled.length;
            }
        }
        // Rounding shifts each share by less than half an example a step.
        for (int i = 1; i <= steps; i++) {
            double expected = Math.pow(0.8, steps - i) / by.total(steps);
            assertThat(counts[i - 1] / draws).as("batch %s", i).isCloseTo(expected, within(0.005));
        }
        assertThat(chiSquare(counts, by, draws * (double) size)).isLessThan(31.3); // 11 degrees, p = 0.001
    }

    private static double chiSquare(double[] counts, Distillation by, double examples) {
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = Math.pow(by.decay(), counts.length - 1 - i) / by.total(counts.length) * examples;
            double seen = counts[i] / 1000 * examples;
            sum += (seen - expected) * (seen - expected) / expected;
        }
        return sum;
    }

    private static int[] batch(int step, int size) {
        int[] examples = new int[size];
        for (int i = 0; i < size; i++) {
            examples[i] = 1000 * step + i;
        }
        return examples;
    }

    @Test
    void aDecayOutsideItsRangeIsRefused() {
        assertThatThrownBy(() -> new Distillation(1))
                .hasMessageContaining("1.0")
                .hasMessageContaining("below 1");
    }
}
