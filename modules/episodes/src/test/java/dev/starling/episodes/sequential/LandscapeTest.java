package dev.starling.episodes.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.engine.Experiment;
import dev.starling.engine.InProcessExchange;
import dev.starling.episodes.Runs;
import dev.starling.testing.MemoryJournal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Experiment S1 of sequential-reptile.md. */
class LandscapeTest {
    private static final Landscape LANDSCAPE = new Landscape(20, 5);
    private static final double[][] MINIMA = {{0, 10}, {0, 0}, {10, 0}};

    private static float[] end(String method, String more, long seed) {
        Experiment experiment = Runs.read("""
                starling { experiment = episodes, name = landscape, seeds = [%s]
                  episodes {
                    tasks.family = landscape
                    methods = [{ name = m, method = %s, optimizer = sgd, weight-decay = 0, evaluate-every = 0, %s }]
                  }
                }
                """.formatted(seed, method, more));
        MemoryJournal journal =
                Runs.run(experiment.trials().get(0), 10_000, new MemoryJournal(), new InProcessExchange());
        List<MultitaskIterationRow> rows = journal.rows(MultitaskIterationRow.class);
        // Outer steps of a constant size keep going round: the mean of the last hundred is where they do.
        double[] mean = new double[2];
        for (MultitaskIterationRow row : rows.subList(rows.size() - 100, rows.size())) {
            mean[0] += row.parameters()[0] / 100;
            mean[1] += row.parameters()[1] / 100;
        }
        return new float[] {(float) mean[0], (float) mean[1]};
    }

    private static double cosine(float[] at) {
        float[][] gradients = new float[3][2];
        for (int task = 0; task < 3; task++) {
            LANDSCAPE.gradient(task, 1, null, at, gradients[task]);
        }
        return Alignment.meanOfPairs(Alignment.cosines(gradients), 3);
    }

    private static double toNearestMinimum(float[] at) {
        return IntStream.range(0, 3)
                .mapToDouble(i -> Math.hypot(at[0] - MINIMA[i][0], at[1] - MINIMA[i][1]))
                .min()
                .orElseThrow();
    }

    @Test
    void gradientsAreThoseOfTheLosses() {
        float[] at = {3, 2};
        for (int task = 0; task < 3; task++) {
            float[] gradient = new float[2];
            LANDSCAPE.gradient(task, 1, null, at, gradient);
            for (int axis = 0; axis < 2; axis++) {
                float[] up = at.clone();
                float[] down = at.clone();
                up[axis] += 0.01f;
                down[axis] -= 0.01f;
                double slope = (LANDSCAPE.score(task, up).loss()
                                - LANDSCAPE.score(task, down).loss())
                        / (up[axis] - down[axis]);
                assertThat((double) gradient[axis]).isCloseTo(slope, within(1e-2));
            }
        }
    }

    @Test
    void jointLearningEndsInAMinimumAndTheReptilesBetweenThem() {
        float[] mtl =
                end("mtl", "learning-rate = 0.15, batches = 3, sampling = without-replacement, budget = 15000", 1);
        assertThat(toNearestMinimum(mtl))
                .as("mtl ends at (%s, %s)", mtl[0], mtl[1])
                .isLessThanOrEqualTo(0.5);

        float[] reptile = end("task-reptile", "learning-rate = 1, steps = 5, outer-rate = 0.1, budget = 6000", 1);
        assertThat(toNearestMinimum(reptile))
                .as("reptile ends at (%s, %s)", reptile[0], reptile[1])
                .isGreaterThanOrEqualTo(2);

        // Not all stay away: 5 of the 16 seeds are caught by a minimum.
        double[] cosines = new double[16];
        double[] distances = new double[16];
        for (int seed = 0; seed < 16; seed++) {
            float[] sequential =
                    end("sequential-reptile", "learning-rate = 1, steps = 5, outer-rate = 0.1, budget = 2000", seed);
            distances[seed] = toNearestMinimum(sequential);
            cosines[seed] = cosine(sequential);
        }
        assertThat(median(distances)).as("of %s", Arrays.toString(distances)).isGreaterThanOrEqualTo(2);
        assertThat(median(cosines))
                .as("reptile's is %s", cosine(reptile))
                .isGreaterThanOrEqualTo(cosine(reptile) + 0.05);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    }
}
