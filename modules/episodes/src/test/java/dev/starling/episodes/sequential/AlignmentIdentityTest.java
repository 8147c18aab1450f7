package dev.starling.episodes.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.engine.Arithmetic;
import dev.starling.engine.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Experiment S2 of sequential-reptile.md: with tasks {@code L_t(p) = sum log cosh(A_t (p - c_t))}, what trajectories move by is
 * {@code alpha (K g - alpha K (K - 1) / 2 H g)} in the mean over all orders of tasks, up to a rest of second order. In double, since the rest
 * is far below float32.
 */
class AlignmentIdentityTest {
    private static final int TASKS = 3;
    private static final int SIZE = 4;
    private static final double[] PROBABILITIES = {0.5, 0.3, 0.2};

    private final double[][][] matrices = new double[TASKS][SIZE][SIZE];
    private final double[][] centers = new double[TASKS][SIZE];
    private final double[] start = new double[SIZE];

    AlignmentIdentityTest() {
        RandomGenerator random = Seed.of(11).random();
        for (int i = 0; i < SIZE; i++) {
            start[i] = 0.5 * random.nextGaussian();
            for (int t = 0; t < TASKS; t++) {
                centers[t][i] = random.nextGaussian();
                for (int j = 0; j < SIZE; j++) {
                    matrices[t][i][j] = 0.5 * random.nextGaussian();
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} steps")
    @ValueSource(ints = {2, 3, 4})
    void mixedTrajectoriesFollowTheMeanHessianTimesTheMeanGradient(int steps) {
        double[] gradient = new double[SIZE];
        for (int t = 0; t < TASKS; t++) {
            Arithmetic.add(gradient, PROBABILITIES[t], gradient(t, start));
        }
        double[] curved = new double[SIZE];
        for (int t = 0; t < TASKS; t++) {
            Arithmetic.add(curved, PROBABILITIES[t], hessianTimes(t, gradient));
        }
        requireQuarters(steps, gradient, curved, false);
    }

    @ParameterizedTest(name = "{0} steps")
    @ValueSource(ints = {2, 3, 4})
    void trajectoriesOfOneTaskFollowEachTasksOwn(int steps) {
        double[] gradient = new double[SIZE];
        double[] curved = new double[SIZE];
        for (int t = 0; t < TASKS; t++) {
            Arithmetic.add(gradient, PROBABILITIES[t], gradient(t, start));
            Arithmetic.add(curved, PROBABILITIES[t], hessianTimes(t, gradient(t, start)));
        }
        requireQuarters(steps, gradient, curved, true);
    }

    @Test
    void tasksAreDrawnByTheirProbabilities() {
        TaskSampler sampler = TaskSampler.of(new long[] {400, 100, 25}, 0.5, TaskSampler.Sampling.WITH_REPLACEMENT);
        assertThat(sampler.probabilities()[0]).isCloseTo(20.0 / 35, within(1e-12));
        int[] counts = Itinerary.counts(sampler.draw(35_000, Seed.of(4).random()), 3);
        assertThat(counts[0]).isCloseTo(20_000, within(400));
        assertThat(counts[1]).isCloseTo(10_000, within(400));
        TaskSampler cycles = TaskSampler.of(new long[] {9, 1, 1}, 1, TaskSampler.Sampling.WITHOUT_REPLACEMENT);
        assertThat(Itinerary.counts(cycles.draw(12, Seed.of(4).random()), 3)).containsExactly(4, 4, 4);
    }

    /** Halving the step quarters the rest, at the two smallest steps. */
    private void requireQuarters(int steps, double[] gradient, double[] curved, boolean oneTask) {
        double[] rests = new double[4];
        for (int i = 0; i < rests.length; i++) {
            double rate = 0.04 / (1 << i);
            double[] mean = new double[SIZE];
            movement(start, steps, rate, 1, oneTask, -1, mean);
            double squares = 0;
            for (int j = 0; j < SIZE; j++) {
                double expected = steps * gradient[j] - rate * steps * (steps - 1) / 2 * curved[j];
                squares += Math.pow(mean[j] / rate - expected, 2);
            }
            rests[i] = Math.sqrt(squares);
        }
        assertThat(rests[1] / rests[2])
                .as("rests %s and %s", rests[1], rests[2])
                .isBetween(3.6, 4.6);
        assertThat(rests[2] / rests[3])
                .as("rests %s and %s", rests[2], rests[3])
                .isBetween(3.6, 4.6);
    }

    /** Adds the movement of all trajectories that go on from a point, times their probability. */
    private void movement(double[] at, int left, double rate, double weight, boolean oneTask, int only, double[] mean) {
        if (left == 0) {
            for (int i = 0; i < SIZE; i++) {
                mean[i] += weight * (start[i] - at[i]);
            }
            return;
        }
        for (int t = 0; t < TASKS; t++) {
            if (only < 0 || only == t) {
                double[] next = at.clone();
                Arithmetic.add(next, -rate, gradient(t, at));
                double probability = only < 0 ? PROBABILITIES[t] : 1;
                movement(next, left - 1, rate, weight * probability, oneTask, oneTask ? t : -1, mean);
            }
        }
    }

    private double[] gradient(int task, double[] at) {
        double[] gradient = new double[SIZE];
        for (double[] row : matrices[task]) {
            double slope = Math.tanh(product(row, at, centers[task]));
            Arithmetic.add(gradient, slope, row);
        }
        return gradient;
    }

    private double[] hessianTimes(int task, double[] direction) {
        double[] result = new double[SIZE];
        for (double[] row : matrices[task]) {
            double slope = Math.tanh(product(row, start, centers[task]));
            Arithmetic.add(result, (1 - slope * slope) * Arithmetic.dot(row, direction), row);
        }
        return result;
    }

    private static double product(double[] row, double[] at, double[] center) {
        double sum = 0;
        for (int i = 0; i < SIZE; i++) {
            sum += row[i] * (at[i] - center[i]);
        }
        return sum;
    }
}
