package dev.starling.episodes.hyper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.engine.DivergedException;
import dev.starling.engine.Exchange;
import dev.starling.engine.Inputs;
import dev.starling.engine.Partial;
import dev.starling.engine.RoundRequest;
import dev.starling.engine.Trial;
import dev.starling.engine.UnitRunner;
import dev.starling.engine.Worker;
import dev.starling.episodes.EpisodeRow;
import dev.starling.episodes.IterationRow;
import dev.starling.episodes.Runs;
import dev.starling.testing.MemoryJournal;
import dev.starling.testing.ScatteredExchange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HyperRunTest {

    private static Trial trial(String method, String more) {
        return Runs.tiny("iterations = 2, model { name = tanh-mlp, hidden = [6, 5] }, methods = [{ name = m, method = "
                        + method + ", " + more + " }]")
                .trials()
                .get(0);
    }

    /** In this thread, with one worker for all rounds. */
    private static MemoryJournal run(Trial trial) {
        try (Worker worker = trial.program().open()) {
            return Runs.run(trial, 1000, new MemoryJournal(), new Exchange() {
                @Override
                public String name() {
                    return "one-worker";
                }

                @Override
                public Partial run(RoundRequest request) {
                    Inputs inputs = request.program().inputs();
                    return UnitRunner.run(
                            worker,
                            request.state(),
                            request.plannedWeights(),
                            request.units(),
                            unit -> inputs.load(unit.group(), unit.key()),
                            request.ownStates());
                }
            });
        }
    }

    private static final String SHORT = "inner.steps = 6";

    @ParameterizedTest
    @ValueSource(strings = {"first-order", "one-step", "rmd", "fmd", "drmad", "neumann", "hyperdistill"})
    void everyMethodTrainsValidatesAndTests(String method) {
        MemoryJournal journal = run(trial(method, SHORT));

        int moves = switch (method) {
            case "rmd", "fmd", "drmad" -> 1;
            case "neumann" -> 5;
            default -> 6;
        };
        assertThat(journal.rows(HyperStepRow.class)).hasSize(2 * moves).allSatisfy(row -> {
            assertThat(row.tasks()).isEqualTo(3);
            assertThat(row.directNorm()).isPositive();
            assertThat(row.secondOrderNorm() > 0).isEqualTo(!method.equals("first-order"));
            assertThat(row.scale() != null).isEqualTo(method.equals("hyperdistill"));
        });
        assertThat(journal.rows(HyperStepRow.class).get(0).differenceError())
                .as("float32 against central differences")
                .isLessThan(1e-3);
        assertThat(journal.rows(IterationRow.class))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.updateNorm()).isPositive());
        assertThat(journal.rows(EpisodeRow.class).stream()
                        .filter(row -> row.kind().equals("test")))
                .hasSize(5)
                .allSatisfy(row -> assertThat(row.queryLoss()).hasSize(3));
        assertThat(journal.conclusion().metrics()).containsKeys("loss.test.last", "products.per-task");
        assertThat(journal.conclusion().model().parameters()).hasSize(1 * 6 + 6 + 6 * 5 + 5 + 5 + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"anil", "warp-grad", "meta-weight-net"})
    void everyProblemIsLearned(String problem) {
        MemoryJournal journal = run(trial("hyperdistill", SHORT + ", problem = " + problem));

        boolean weighs = problem.equals("meta-weight-net");
        assertThat(journal.rows(HyperStepRow.class)).hasSize(12).allSatisfy(row -> {
            assertThat(row.directNorm() > 0).isEqualTo(!weighs);
            assertThat(row.secondOrderNorm()).isPositive();
        });
        assertThat(journal.rows(HyperStepRow.class).get(0).differenceError())
                .as("float32 against central differences")
                .isLessThan(1e-3);
        assertThat(journal.rows(ExampleWeightRow.class).isEmpty()).isEqualTo(!weighs);
        assertThat(journal.rows(ExampleWeightRow.class)).allSatisfy(row -> {
            assertThat(row.right()).isEqualTo(5);
            assertThat(row.rightWeight()).isBetween(0.1, 1.0);
            assertThat(row.wrongWeight()).isNull();
        });
    }

    @Test
    void bothExactModesAreTheSame() {
        List<HyperStepRow> reverse = run(trial("rmd", SHORT)).rows(HyperStepRow.class);
        List<HyperStepRow> forward = run(trial("fmd", SHORT)).rows(HyperStepRow.class);

        assertThat(forward.get(0).secondOrderNorm())
                .isCloseTo(
                        reverse.get(0).secondOrderNorm(),
                        within(1e-5 * reverse.get(0).secondOrderNorm()));
    }

    @ParameterizedTest(name = "{0}, {1}, on {2} workers")
    @CsvSource({
        "hyperdistill, inner.steps = 6, 1",
        "hyperdistill, inner.steps = 6, 2",
        "hyperdistill, 'inner { steps = 6, batch-size = 3 }, decay = 0.5', 5",
        "drmad, inner.steps = 6, 2",
        "neumann, inner.steps = 6, 5",
        "hyperdistill, 'inner.steps = 6, problem = warp-grad', 2",
        "hyperdistill, 'inner.steps = 6, problem = meta-weight-net, estimate-every = 0', 5"
    })
    void theSameForAnyNumberOfWorkers(String method, String more, int workers) {
        MemoryJournal plain = run(trial(method, more));
        MemoryJournal scattered =
                Runs.run(trial(method, more), 3, new MemoryJournal(), new ScatteredExchange(workers, 11));

        assertThat(scattered.conclusion().model().parameters())
                .isEqualTo(plain.conclusion().model().parameters());
        assertThat(scattered.conclusion().metrics())
                .isEqualTo(plain.conclusion().metrics());
        assertThat(scattered.rows(HyperStepRow.class)).isEqualTo(plain.rows(HyperStepRow.class));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "first-order, every = 1, 0, 200",
        "one-step, every = 2, 50, 150",
        "rmd, adapted = 1, 199, 101",
        "drmad, every = 0, 199, 101",
        "neumann, 'terms = 2, last-steps = 25', 75, 125",
        "neumann, 'terms = 5, last-steps = 10', 60, 110",
        "neumann, 'terms = 10, last-steps = 5', 55, 105",
        // 50 and, once in 50 iterations, a sweep of 199 with 100 directions; its own roll takes 101 gradients.
        "hyperdistill, every = 2, 349, 251"
    })
    void costsAHundredStepsAsPublished(String method, String more, double products, double gradients) {
        Trial trial = Runs.tiny("""
                        iterations = 1, meta-batch = 1, model.hidden = [2]
                        methods = [{ name = m, method = %s, inner.steps = 100, %s }]
                        """.formatted(method, more)).trials().get(0);

        MemoryJournal journal = run(trial);

        assertThat(journal.conclusion().metrics())
                .containsEntry("products.per-task", products)
                .containsEntry("gradients.per-task", gradients);
    }

    @Test
    void withoutAnEstimateTheTermHasLengthOne() {
        List<HyperStepRow> rows = run(Runs.tiny(
                                "meta-batch = 1, methods = [{ name = m, method = hyperdistill, inner.steps = 6, estimate-every = 0 }]")
                        .trials()
                        .get(0))
                .rows(HyperStepRow.class);

        assertThat(rows).allSatisfy(row -> assertThat(row.secondOrderNorm()).isCloseTo(1, within(1e-6)));
    }

    @Test
    void tasksThatDivergeAreLeftOutAndAllOfThemEndTheTrial() {
        assertThatThrownBy(() -> run(trial("one-step", "inner { steps = 6, rate = 1e5 }")))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("tasks diverged up to inner step")
                .hasMessageContaining("inner.rate");
    }
}
