package dev.starling.episodes.sequential;

import static dev.starling.episodes.sequential.Programs.program;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.InProcessExchange;
import dev.starling.engine.Row;
import dev.starling.engine.Seed;
import dev.starling.episodes.Runs;
import dev.starling.episodes.sequential.MultitaskMethod.Gradients;
import dev.starling.episodes.sequential.MultitaskMethod.Route;
import dev.starling.kernel.Scope;
import dev.starling.testing.MemoryJournal;
import dev.starling.testing.ScatteredExchange;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must have equal bits. */
class SameBitsTest {

    /** Experiment S3 of sequential-reptile.md. */
    @Test
    void oneStepAndTheWholeWayIsGradientDescentOnTheMixture() {
        MultitaskProgram program = program(Programs.TINY, Programs.mixed(1, 1, 1), Programs.SGD, 60, 3);
        float[] expected = Programs.TINY.initial(Seed.of(3).child("initial"));
        float[] gradient = new float[expected.length];
        try (Scope root = Scope.open()) {
            Losses losses = Programs.TINY.open(root);
            for (int step = 0; step < 60; step++) {
                RandomGenerator order =
                        Seed.of(3).child("order").child(step).child(0).random();
                double uniform = order.nextDouble();
                double total = Math.sqrt(90) + Math.sqrt(60) + Math.sqrt(30);
                int task = uniform < Math.sqrt(90) / total ? 0 : uniform < 1 - Math.sqrt(30) / total ? 1 : 2;
                losses.gradient(
                        task,
                        8,
                        Seed.of(3).child("example").child(step).child(0).random(),
                        expected,
                        gradient);
                for (int i = 0; i < expected.length; i++) {
                    expected[i] -= 0.1f * gradient[i];
                }
            }
        }
        assertThat(Programs.run(program).conclusion().model().parameters()).isEqualTo(expected);
    }

    static Stream<Arguments> methods() {
        return Stream.of(
                Arguments.of("sequential reptile", Programs.mixed(1, 5, 0.1)),
                Arguments.of("four trajectories", Programs.mixed(4, 5, 0.1)),
                Arguments.of("task reptile", Programs.routed(Route.TASK, 5, 0.3)),
                Arguments.of("single tasks", Programs.routed(Route.ALONE, 5, 1)),
                Arguments.of("mtl", new Gradients(new Combiner.Mean(), 4)),
                Arguments.of("pcgrad", new Gradients(new Combiner.PcGrad(), 4)),
                Arguments.of("gradvac", new Gradients(new Combiner.GradVac(0.01), 4)),
                Arguments.of("gradnorm", new Gradients(new Combiner.GradNorm(1.5, 0.025), 4)));
    }

    /** Experiment S7, its first half: 1, 2 and 5 workers. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("methods")
    void scatteredUnitsGiveTheSameBits(String name, MultitaskMethod method) {
        MultitaskProgram program = program(Programs.PRETRAINED, method, Programs.ADAMW, 6, 5);
        MemoryJournal reference = Runs.run(Programs.trial(program), 20, new MemoryJournal(), new InProcessExchange());
        for (int workers : new int[] {1, 2, 5}) {
            MemoryJournal scattered =
                    Runs.run(Programs.trial(program), 3, new MemoryJournal(), new ScatteredExchange(workers, workers));
            assertThat(scattered.conclusion().model().parameters())
                    .as("%s workers", workers)
                    .isEqualTo(reference.conclusion().model().parameters());
            for (Class<? extends Row> table : List.of(
                    TrajectoryRow.class, MultitaskIterationRow.class, TaskEvaluationRow.class, AlignmentRow.class)) {
                assertThat(scattered.rows(table))
                        .as("%s workers", workers)
                        .usingRecursiveComparison()
                        .isEqualTo(reference.rows(table));
            }
        }
    }

    /** Experiment S7, its second half. */
    @ParameterizedTest(name = "{0} steps")
    @ValueSource(ints = {3, 10})
    void fourTrajectoriesVaryLess(int steps) {
        double one = variance(1, steps);
        double four = variance(4, steps);
        assertThat(one / four).as("variance of one over that of four").isBetween(2.5, 6.4);
    }

    /** Variance of where an iteration ends, summed over the parameters, over 120 seeds of the draws but one begin. */
    private static double variance(int count, int steps) {
        int repeats = 120;
        int iterations = repeats;
        MultitaskProgram program =
                program(Programs.TINY, Programs.mixed(count, steps, 1e-12), Programs.SGD, iterations, 9);
        double[] sum = null;
        double squares = 0;
        float[] from = Programs.TINY.initial(Seed.of(9).child("initial"));
        try (Scope root = Scope.open()) {
            Losses losses = Programs.TINY.open(root);
            for (int repeat = 0; repeat < repeats; repeat++) {
                double[] mean = new double[from.length];
                for (int trajectory = 0; trajectory < count; trajectory++) {
                    float[] parameters = from.clone();
                    float[] gradient = new float[from.length];
                    RandomGenerator examples = program.itinerary().examples(repeat, trajectory);
                    for (int task : program.itinerary().route(repeat, trajectory)) {
                        losses.gradient(task, 8, examples, parameters, gradient);
                        Programs.SGD.step(parameters, gradient, null, from);
                    }
                    for (int i = 0; i < mean.length; i++) {
                        mean[i] += parameters[i] / (double) count;
                    }
                }
                sum = sum == null ? new double[from.length] : sum;
                for (int i = 0; i < mean.length; i++) {
                    sum[i] += mean[i];
                    squares += mean[i] * mean[i];
                }
            }
        }
        double ofMean = 0;
        for (double value : sum) {
            ofMean += value / repeats * (value / repeats);
        }
        return squares / repeats - ofMean;
    }
}
