package dev.starling.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.InProcessExchange;
import dev.starling.engine.ResourceException;
import dev.starling.engine.RoundRow;
import dev.starling.engine.Row;
import dev.starling.engine.Trial;
import dev.starling.testing.MemoryJournal;
import dev.starling.testing.ScatteredExchange;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run's bits do not depend on where and in which order its units are computed, nor on how it is cut into blocks. */
class SameBitsTest {
    /** Everything at once: dropout, FedMix, SCAFFOLD, FedAdam, unequal clients, short last batches, one that diverges. */
    private static final Trial TRIAL = Runs.tiny("""
                    starling.federated {
                      rounds = 5
                      diverging-clients = [2]
                      failure-probability = 0.1
                      partition { method = quantity-skew, min-samples = 7, holdout = 0.2 }
                      model.dropout = 0.3
                      evaluation { every = 2, clients = true }
                      algorithms = [ {
                        name = all, loss = fedmix, lambda = 0.1, control-variates = true, server = adam, proximal-mu = 0.01
                        learning-rate = 0.05, means.abstaining-share = 0.2
                      } ]
                    }
                    """).trials().get(0);

    private static MemoryJournal reference;

    @BeforeAll
    static void runOnce() {
        reference = Runs.run(TRIAL, 10, new MemoryJournal(), new InProcessExchange());
    }

    @Test
    void theReferenceHasWhatItShouldHave() {
        List<ClientRow> clients = reference.rows(ClientRow.class);
        assertThat(clients).extracting(ClientRow::status).contains("ok", "diverged");
        assertThat(clients)
                .filteredOn(row -> row.status().equals("diverged"))
                .extracting(ClientRow::client)
                .containsOnly(2L);
        assertThat(clients).anySatisfy(row -> assertThat(row.examples() % 10).isNotZero());
        assertThat(reference.rows(EvaluationRow.class))
                .extracting(EvaluationRow::round)
                .containsExactly(0, 2, 4, 5);
    }

    @ParameterizedTest(name = "{0} workers, seed {1}")
    @CsvSource({"1, 1", "2, 2", "3, 3", "7, 4"})
    void scatteredUnitsGiveTheSameBits(int workers, long seed) {
        requireSame(Runs.run(TRIAL, 10, new MemoryJournal(), new ScatteredExchange(workers, seed)));
    }

    @ParameterizedTest(name = "blocks of {0} rounds")
    @ValueSource(ints = {1, 2, 3})
    void otherBlocksGiveTheSameBits(int blockRounds) {
        requireSame(Runs.run(TRIAL, blockRounds, new MemoryJournal(), new InProcessExchange()));
    }

    @ParameterizedTest(name = "failed at block {0}")
    @ValueSource(ints = {0, 1, 2, 3})
    void aResumedRunGivesTheSameBits(int block) {
        MemoryJournal journal = new MemoryJournal().failingAt(block);
        assertThatThrownBy(() -> Runs.run(TRIAL, 2, journal, new InProcessExchange()))
                .isInstanceOf(ResourceException.class);
        assertThat(journal.blocks()).hasSize(block);
        requireSame(Runs.run(TRIAL, 2, journal, new ScatteredExchange(2, block)));
    }

    private static void requireSame(MemoryJournal actual) {
        assertThat(actual.conclusion().model().stateHash())
                .isEqualTo(reference.conclusion().model().stateHash());
        assertThat(actual.conclusion().metrics())
                .isEqualTo(reference.conclusion().metrics());
        assertThat(rows(actual)).usingRecursiveFieldByFieldElementComparator().isEqualTo(rows(reference));
    }

    /** All rows but the engine's, which name the exchange and say how long it took. */
    private static List<Row> rows(MemoryJournal journal) {
        return journal.rows(Row.class).stream()
                .filter(row -> !(row instanceof RoundRow))
                .toList();
    }
}
