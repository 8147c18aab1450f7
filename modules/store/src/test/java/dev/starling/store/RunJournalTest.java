package dev.starling.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Journal;
import dev.starling.engine.OwnKey;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunJournalTest {

    @TempDir
    Path folder;

    @Test
    void continuesAfterTheLastCommittedBlock() {
        Store store = Store.open(folder);
        store.create(Samples.run("r"));
        try (RunJournal journal = store.journal("r")) {
            assertThat(journal.position("t")).isEmpty();
            for (int index = 0; index < 3; index++) {
                journal.commit(Samples.block("t", index, 9, Samples.writeOwn(journal.ownStates("t"), index)));
            }
        }
        try (RunJournal journal = store.journal("r")) {
            Journal.Position position = journal.position("t").orElseThrow();
            assertThat(position.nextBlock()).isEqualTo(3);
            assertThat(position.finished()).isFalse();
            assertThat(position.state().round()).isEqualTo(30);
            assertThat(position.state().vectors().floats("w")).startsWith(2);
            assertThat(position.state().vectors().doubles("m")).containsExactly(2 / 3.0);
            assertThat(position.state().constants().floats("bank")).containsExactly(7, 8);
            assertThat(journal.ownStates("t")
                            .read(position.own().get(new OwnKey("unit", 1)))
                            .floats("control"))
                    .startsWith(101);
            Samples.finish(journal, "t", 9);
            assertThat(journal.position("t").orElseThrow().finished()).isTrue();
        }
        store.status("r", RunStatus.FINISHED, null);
        assertThat(store.run("r").orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
        assertThat(store.read(Samples.Point.class, "r")).hasSize(30);
        assertThat(store.table("points", java.util.List.of("r")).rows()).hasSize(30);
        assertThat(store.table("points", "r", "t").rows()).hasSize(30);
        assertThat(store.table("points", "r", "other").rows()).isEmpty();
        assertThat(store.models("r").get("t").model().parameters()).startsWith(9);
        assertThat(store.tables()).contains("models", "points", "runs");
    }
}
