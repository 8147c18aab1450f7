package dev.starling.episodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Trial;
import dev.starling.testing.MemoryJournal;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpisodesRunTest {

    private static Trial trial(String method) {
        return Runs.tiny("methods = [{ name = m, method = " + method + " }]")
                .trials()
                .get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maml", "fomaml", "anil", "reptile", "joint"})
    void everyMethodTrainsValidatesAndTests(String method) {
        MemoryJournal journal = Runs.run(trial(method));
        assertThat(journal.rows(IterationRow.class)).hasSize(4).allSatisfy(row -> {
            assertThat(row.episodes()).isEqualTo(3);
            assertThat(row.diverged()).isZero();
            assertThat(row.updateNorm()).isPositive();
        });
        assertThat(journal.rows(MetaEvaluationRow.class))
                .extracting(MetaEvaluationRow::kind, MetaEvaluationRow::iteration)
                .contains(
                        org.assertj.core.groups.Tuple.tuple("validate", 0),
                        org.assertj.core.groups.Tuple.tuple("validate", 2),
                        org.assertj.core.groups.Tuple.tuple("validate", 4),
                        org.assertj.core.groups.Tuple.tuple("test", 4));
        List<EpisodeRow> tests = journal.rows(EpisodeRow.class).stream()
                .filter(row -> row.kind().equals("test"))
                .toList();
        assertThat(tests).extracting(EpisodeRow::episode).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(tests).allSatisfy(row -> {
            assertThat(row.status()).isEqualTo("ok");
            assertThat(row.queryLoss()).hasSize(3);
            assertThat(row.supportLoss()).hasSize(3);
            assertThat(row.loss()).isEqualTo(row.queryLoss()[2]);
        });
        assertThat(journal.conclusion().metrics())
                .containsKeys("loss.test.last", "loss.test.selected", "iteration.selected")
                .containsEntry(
                        "loss.test.last",
                        journal.rows(MetaEvaluationRow.class).stream()
                                .filter(row -> row.kind().equals("test"))
                                .findFirst()
                                .orElseThrow()
                                .loss());
    }
}
