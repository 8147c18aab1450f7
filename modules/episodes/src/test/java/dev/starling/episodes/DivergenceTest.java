package dev.starling.episodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.DivergedException;
import dev.starling.engine.Trial;
import dev.starling.testing.MemoryJournal;
import org.junit.jupiter.api.Test;

class DivergenceTest {

    private static Trial trial(String more) {
        return Runs.tiny("methods = [{ name = wild, method = maml, inner { rate = 1e6, steps = 8 } }], " + more)
                .trials()
                .get(0);
    }

    @Test
    void theTrialStopsResumableWhenTooManyEpisodesDiverge() {
        assertThatThrownBy(() -> Runs.run(trial("max-diverged-share = 0.5")))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("method 'wild' with seed 0: 3 of 3 episodes diverged in iteration 0")
                .hasMessageContaining("max-diverged-share")
                .hasMessageContaining("lower its inner or outer learning rate");
    }

    @Test
    void divergedEpisodesAreRowsAndLeaveTheModelAsItWas() {
        MemoryJournal journal = Runs.run(trial("max-diverged-share = 1"));
        assertThat(journal.rows(EpisodeRow.class))
                .filteredOn(row -> row.kind().equals("train"))
                .hasSize(12)
                .allSatisfy(row -> {
                    assertThat(row.status()).isEqualTo("diverged");
                    assertThat(row.reason()).isNotBlank();
                    assertThat(row.loss()).isNull();
                });
        assertThat(journal.rows(IterationRow.class)).allSatisfy(row -> {
            assertThat(row.episodes()).isZero();
            assertThat(row.diverged()).isEqualTo(3);
            assertThat(row.updateNorm()).isZero();
            assertThat(row.loss()).isNull();
        });
    }

    @Test
    void theReasonNamesTheFirstLossThatIsNoNumber() {
        MemoryJournal journal = Runs.run(Runs.tiny(
                        "max-diverged-share = 1, methods = [{ name = m, method = fomaml, inner { rate = 1e6, steps = 8 } }]")
                .trials()
                .get(0));
        assertThat(journal.rows(EpisodeRow.class))
                .filteredOn(row -> row.kind().equals("train"))
                .allSatisfy(row -> assertThat(row.reason())
                        .startsWith("the support loss is ")
                        .contains(", number ", " of 8"));
    }
}
