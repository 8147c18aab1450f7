package dev.starling.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.Block;
import dev.starling.engine.Conclusion;
import dev.starling.engine.InputException;
import dev.starling.engine.MetricRow;
import dev.starling.engine.ResourceException;
import dev.starling.engine.Row;
import dev.starling.engine.State;
import dev.starling.engine.TrainedModel;
import dev.starling.engine.TrialRow;
import dev.starling.engine.Vectors;
import dev.starling.federated.ClientRow;
import dev.starling.federated.ClientShardRow;
import dev.starling.federated.EvaluationRow;
import dev.starling.federated.FederatedRoundRow;
import dev.starling.store.RunInfo;
import dev.starling.store.RunJournal;
import dev.starling.store.RunStatus;
import dev.starling.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {

    private static final String SETTINGS =
            "{\"federated\": {\"algorithms\": [{\"name\": \"scaffold\"}, {\"name\": \"fedavg\"}]}}";

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("store"));
        store.create(RunInfo.of(
                "r-1", "pair", "federated", SETTINGS, "s", "data-hash", "0.1", "f", Map.of("os", "linux"), List.of()));
    }

    private static void commit(RunJournal journal, String setting, long seed, double accuracy, boolean end) {
        List<Row> rows = new ArrayList<>();
        rows.add(new ClientShardRow(0, 30, new int[] {10, 20}, new int[30], "partition"));
        for (int round = 0; round < 3; round++) {
            rows.add(new EvaluationRow(round, accuracy - 0.1 * (2 - round), 1.5 - accuracy, 100, null, null, null));
            rows.add(new ClientRow(round, 0, 30, 3, 0.75, 0.1, 4000, 4000, "ok", null));
            rows.add(new FederatedRoundRow(round, 0.1, 1, 0, 1, 0, 0.75, 0.1, 4000, 4000));
        }
        Conclusion conclusion = null;
        if (end) {
            conclusion = new Conclusion(new TrainedModel("line", "[]", new float[] {1}), Map.of());
            rows.add(new TrialRow(setting, seed, 3, conclusion.model().stateHash()));
            rows.add(new MetricRow("accuracy.final", accuracy));
        }
        State state = new State(3, Vectors.empty().with("w", new float[] {1}), Vectors.empty());
        journal.commit(new Block(setting + "-seed" + seed, 0, rows, state, Map.of(), conclusion));
    }

    private String written(String... runs) throws Exception {
        Path out = folder.resolve("new/report.html");
        Reports.write(store, List.of(runs), out);
        return Files.readString(out);
    }

    @Test
    void writesWhatTheStoreHasAndComparesWithTheFirstSettingOfTheFile() throws Exception {
        try (RunJournal journal = store.journal("r-1")) {
            commit(journal, "fedavg", 0, 0.80, true);
            commit(journal, "fedavg", 1, 0.82, true);
            commit(journal, "scaffold", 0, 0.70, true);
            commit(journal, "scaffold", 1, 0.71, true);
        }
        store.status("r-1", RunStatus.FINISHED, null);
        String html = written("r-1");
        assertThat(html)
                .contains("fedavg \u2212 scaffold", "+10.50", "data-hash")
                .contains("Accuracy on the test set", "Objective of clients", "Who holds what, seed 0")
                .doesNotContain("<td>not finished");
        assertThat(Reports.results(store, "r-1"))
                .extracting(TrialResult::setting)
                .containsExactly("scaffold", "scaffold", "fedavg", "fedavg");
        assertThat(Reports.metrics(Reports.results(store, "r-1"))).containsExactly("accuracy.final");
    }

    @Test
    void anUnfinishedRunIsReportedAsFarAsItIsCommitted() throws Exception {
        try (RunJournal journal = store.journal("r-1")) {
            commit(journal, "fedavg", 0, 0.80, true);
            commit(journal, "scaffold", 0, 0.70, false);
        }
        store.status("r-1", RunStatus.INTERRUPTED, "Ctrl-C");
        assertThat(written("r-1"))
                .contains("Run r-1 is interrupted (Ctrl-C): 1 of 2 trials that have begun are not finished")
                .contains("Accuracy on the test set");
    }

    @Test
    void aRunThatHasCommittedNothingIsReportedToo() throws Exception {
        assertThat(written("r-1")).contains("Run r-1 is created", "No trial has finished yet");
    }

    @Test
    void readsATableOnceForAllPicturesThatAreDrawnFromIt() {
        List<String> asked = new ArrayList<>();
        KeptTables tables = new KeptTables((table, trial) -> {
            asked.add(table + " of " + trial);
            return RunTable.NONE;
        });
        tables.read("clients", "a");
        tables.read("clients", "a");
        tables.read("clients", "b");
        assertThat(asked).containsExactly("clients of a", "clients of b");
    }

    @Test
    void saysWhichRunIsMissingOrNamedTwice() {
        assertThatThrownBy(() -> written("r-2"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("there is no run r-2");
        assertThatThrownBy(() -> written("r-1", "r-1"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("each once");
    }

    @Test
    void saysWhichFileCannotBeWritten() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> Reports.write(store, List.of("r-1"), file.resolve("report.html")))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("name another file with -o");
    }
}
