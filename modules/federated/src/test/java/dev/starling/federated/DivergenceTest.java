package dev.starling.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.DivergedException;
import dev.starling.engine.Trial;
import dev.starling.testing.MemoryJournal;
import org.junit.jupiter.api.Test;

class DivergenceTest {

    private static Trial trial(String settings) {
        return Runs.tiny("starling.federated { cohort-size = 6, " + settings + " }")
                .trials()
                .get(0);
    }

    @Test
    void aDivergedClientIsARowAndNeverANumberInTheSum() {
        MemoryJournal with = Runs.run(trial("diverging-clients = [4]"));
        assertThat(with.rows(ClientRow.class))
                .filteredOn(row -> row.client() == 4)
                .allSatisfy(row -> {
                    assertThat(row.status()).isEqualTo("diverged");
                    assertThat(row.reason()).startsWith("the loss is ").contains(" at step ", "epoch 0");
                    assertThat(row.trainLoss()).isNull();
                    assertThat(row.updateNorm()).isNull();
                });
        assertThat(with.rows(FederatedRoundRow.class)).allSatisfy(row -> {
            assertThat(row.diverged()).isEqualTo(1);
            assertThat(row.reporters()).isEqualTo(5);
        });
        for (float parameter : with.conclusion().model().parameters()) {
            assertThat(parameter).isFinite();
        }
    }

    @Test
    void aSingleStepThatLeavesTheRangeIsDivergedToo() {
        MemoryJournal journal = Runs.run(
                trial("rounds = 1, diverging-clients = [4], algorithm-defaults { epochs = 1, batch-size = 1000 }"));
        assertThat(journal.rows(ClientRow.class))
                .filteredOn(row -> row.client() == 4)
                .singleElement()
                .satisfies(row -> assertThat(row.reason()).startsWith("delta[").contains("outside (-2^22, 2^22)"));
    }

    @Test
    void theTrialStopsResumableWhenTooManyDiverge() {
        assertThatThrownBy(() -> Runs.run(trial("diverging-clients = [0, 1, 2, 3]")))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("4 of 6 clients diverged in round 0")
                .hasMessageContaining("max-diverged-share")
                .hasMessageContaining("lower its learning-rate");
    }

    @Test
    void aRoundInWhichAllDivergeLeavesTheModelIfThatIsAllowed() {
        MemoryJournal journal =
                Runs.run(trial("rounds = 2, max-diverged-share = 1, diverging-clients = [0, 1, 2, 3, 4, 5]"));
        assertThat(journal.rows(EvaluationRow.class))
                .extracting(EvaluationRow::accuracy)
                .containsOnly(journal.rows(EvaluationRow.class).get(0).accuracy());
        assertThat(journal.rows(FederatedRoundRow.class)).allSatisfy(row -> {
            assertThat(row.reporters()).isZero();
            assertThat(row.trainLoss()).isNull();
        });
    }
}
