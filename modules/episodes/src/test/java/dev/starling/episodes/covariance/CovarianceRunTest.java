package dev.starling.episodes.covariance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.engine.InputException;
import dev.starling.engine.Trial;
import dev.starling.episodes.EpisodeRow;
import dev.starling.episodes.Runs;
import dev.starling.nn.Layout;
import dev.starling.testing.MemoryJournal;
import dev.starling.testing.ScatteredExchange;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CovarianceRunTest {
    private static final String MOONS = """
            starling.episodes {
              iterations = 120, meta-batch = 1
              tasks { family = moons, ways = 2, shots = 5, queries = 50, test-queries = 50, moons { pool = 20, grid = 12 } }
              model { name = residual-mlp, hidden = [32, 32] }
              validation { every = 0, episodes = 8 }, evaluation.episodes = 10
              methods = [{ name = m, outer.learning-rate = 0.01, method = METHOD }]
            }
            """;

    private static Trial trial(String method, String more) {
        return Runs.read(MOONS.replace("METHOD", method) + "starling.episodes { " + more + " }")
                .trials()
                .get(0);
    }

    private static double mean(MemoryJournal journal, ToDoubleFunction<UncertaintyRow> column) {
        return journal.rows(UncertaintyRow.class).stream()
                .mapToDouble(column)
                .average()
                .orElseThrow();
    }

    @Test
    void prototypesTellMoonsApartAndAreSureOfWhatTheyNeverSaw() {
        MemoryJournal journal = Runs.run(trial("protonet-tau", ""));

        assertThat(mean(journal, UncertaintyRow::accuracy)).isGreaterThan(0.83);
        assertThat(mean(journal, UncertaintyRow::oodEce)).isBetween(0.4, 0.5);
        assertThat(mean(journal, UncertaintyRow::oodAuroc)).isBetween(0.8, 0.98);
        assertThat(mean(journal, UncertaintyRow::nll))
                .as("tau is that of the greatest likelihood, on other tasks")
                .isLessThan(mean(journal, UncertaintyRow::nllDet) + 0.02);
    }

    /** With T = 1, whatever the training found: the energy of points that are far from all classes blurs their predictions. */
    @ParameterizedTest(name = "rank {0}")
    @CsvSource({"0", "2"})
    void blurredPredictionsAreLessSureOfWhatTheyNeverSaw(int rank) {
        String method = "proto-mahalanobis, energy.tune = false, rank = " + rank;
        MemoryJournal blurred = Runs.run(trial(method, ""));
        MemoryJournal sure = Runs.run(trial(method + ", energy.spread = off", ""));

        assertThat(mean(blurred, UncertaintyRow::accuracy)).isGreaterThan(0.83);
        assertThat(mean(blurred, UncertaintyRow::oodEce)).isLessThan(mean(sure, UncertaintyRow::oodEce) - 0.08);
        assertThat(mean(blurred, UncertaintyRow::nllDet)).isEqualTo(mean(sure, UncertaintyRow::nllDet));
        assertThat(blurred.rows(UncertaintyRow.class)).allSatisfy(row -> {
            assertThat(row.rank()).isEqualTo(rank);
            assertThat(row.eigMax()).isLessThanOrEqualTo(10 + 1e-6);
            assertThat(row.nllMc()).isCloseTo(row.nll(), within(1e-6));
        });
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"protonet-sn", "proto-ddu", "proto-sngp"})
    void baselinesLearn(String method) {
        MemoryJournal journal = Runs.run(trial(method, ""));

        assertThat(mean(journal, UncertaintyRow::accuracy)).isGreaterThan(0.83);
        assertThat(journal.rows(UncertaintyRow.class)).hasSize(10).allMatch(row -> row.nllMc() == null);
    }

    @Test
    void theTunedTemperatureIsInTheRowsTheFiguresAndTheModel() {
        MemoryJournal journal = Runs.run(trial("proto-mahalanobis", "iterations = 50, validation.every = 20"));

        double last = journal.conclusion().metrics().get("temperature.test.last");
        double selected = journal.conclusion().metrics().get("temperature.test.selected");
        Layout layout = Layout.fromJson(journal.conclusion().model().layoutJson());
        Layout.Entry entry = layout.entries().get(layout.entries().size() - 1);
        assertThat(last).isGreaterThanOrEqualTo(1).isEqualTo(Math.rint(last));
        assertThat(entry.name()).isEqualTo("temperature");
        assertThat(journal.conclusion().model().parameters()[entry.offset()]).isEqualTo((float) selected);
        assertThat(journal.rows(UncertaintyRow.class))
                .allMatch(row -> row.temperature() == (row.iteration() == 50 ? last : selected));
    }

    @Test
    void theGridHasARowAPoint() {
        MemoryJournal journal = Runs.run(trial("proto-mahalanobis, grid-episodes = 2", "iterations = 10"));

        List<EntropyGridRow> rows = journal.rows(EntropyGridRow.class);
        assertThat(rows).hasSize(2 * 12 * 12).allSatisfy(row -> {
            assertThat(row.x()).isBetween(-3.0, 3.0);
            assertThat(row.entropy()).isBetween(0.0, Math.log(2) + 1e-12);
        });
    }

    @Test
    void precisionMatricesWithOneEigenvalueReplacedAreAllTried() {
        MemoryJournal journal =
                Runs.run(trial("proto-mahalanobis, ablation = true", "iterations = 10, evaluation.episodes = 2"));

        assertThat(journal.rows(UncertaintyRow.class)).allMatch(row -> row.ablation().length == 32);
    }

    @ParameterizedTest(name = "{0} on {1} workers")
    @CsvSource({"proto-mahalanobis, 2", "proto-mahalanobis, 7", "proto-sngp, 7"})
    void theSameBitsForAnyNumberOfWorkers(String method, int workers) {
        String more = "iterations = 6, meta-batch = 3, evaluation.episodes = 7";
        MemoryJournal plain = Runs.run(trial(method + ", dropout = 0.2", more));
        MemoryJournal scattered = Runs.run(
                trial(method + ", dropout = 0.2", more), 3, new MemoryJournal(), new ScatteredExchange(workers, 3));

        assertThat(scattered.conclusion().model().parameters())
                .isEqualTo(plain.conclusion().model().parameters());
        assertThat(scattered.conclusion().metrics())
                .isEqualTo(plain.conclusion().metrics());
        assertThat(scattered.rows(UncertaintyRow.class))
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(plain.rows(UncertaintyRow.class));
        assertThat(scattered.rows(EntropyGridRow.class)).isEqualTo(plain.rows(EntropyGridRow.class));
        assertThat(scattered.rows(EpisodeRow.class))
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(plain.rows(EpisodeRow.class));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "protonet-sn| model { name = mlp }| is not residual",
                "proto-mahalanobis, encoder.heads = 5| | 5 heads",
                "proto-mahalanobis, energy.spread = stdd| | did you mean 'std'",
                "proto-ddu| model.hidden = [32, 16]| all of as many units",
                "proto-mahalanobis| tasks.family = sinusoid| tells classes of episodes apart"
            })
    void whatDoesNotGoTogetherIsSaid(String method, String more, String message) {
        assertThatThrownBy(() -> trial(method, more == null ? "" : more))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }
}
