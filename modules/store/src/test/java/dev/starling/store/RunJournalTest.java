package dev.starling.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.Block;
import dev.starling.engine.DataException;
import dev.starling.engine.InputException;
import dev.starling.engine.Journal;
import dev.starling.engine.MetricRow;
import dev.starling.engine.OwnKey;
import dev.starling.engine.OwnRef;
import dev.starling.engine.Row;
import dev.starling.engine.State;
import dev.starling.engine.TrialRow;
import dev.starling.engine.Vectors;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunJournalTest {

    private static final int LAST = 9;

    @TempDir
    Path folder;

    private Store store;
    private Layout layout;

    @BeforeEach
    void createARun() {
        store = Store.open(folder);
        store.create(Samples.run("r"));
        layout = new Layout(folder);
    }

    @Test
    void continuesAfterTheLastCommittedBlock() {
        try (RunJournal journal = store.journal("r")) {
            assertThat(journal.position("t")).isEmpty();
            commit(journal, "t", 0, 3);
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
            Samples.finish(journal, "t", LAST);
            assertThat(journal.position("t").orElseThrow().finished()).isTrue();
        }
        assertThat(store.read(Samples.Point.class, "r")).hasSize(30);
        assertThat(store.read(TrialRow.class, "r")).hasSize(1);
        assertThat(store.read(MetricRow.class, "r").get(0).row()).isEqualTo(new MetricRow("accuracy", 0.5));
    }

    @Test
    void rowsKeepTheirOrderAndSayWhereTheyWereCommitted() {
        try (RunJournal journal = store.journal("r")) {
            commit(journal, "b", 0, 2);
            commit(journal, "a", 0, 1);
        }
        assertThat(store.read(Samples.Point.class, "r"))
                .extracting(
                        stored -> stored.trial() + stored.block() + stored.row().place())
                .containsExactly("a00", "a01", "a02", "b00", "b01", "b02", "b10", "b11", "b12");
    }

    @Test
    void sameBlockAgainChangesNothingThoughItsTimesDiffer() throws IOException {
        try (RunJournal journal = store.journal("r")) {
            commit(journal, "t", 0, 3);
            byte[] before = Files.readAllBytes(layout.manifest("r", "t", 1));
            journal.commit(Samples.block("t", 1, LAST, ownKeys(1)));
            assertThat(Files.readAllBytes(layout.manifest("r", "t", 1))).isEqualTo(before);
            assertThat(Expected.consistent(folder, journal, "r", "t")).isEqualTo(3);
        }
    }

    @Test
    void committedBlockWithOtherContentIsRefusedAndStaysAsItIs() {
        try (RunJournal journal = store.journal("r")) {
            commit(journal, "t", 0, 3);
            Block block = Samples.block("t", 1, LAST, ownKeys(1));
            List<Row> rows = new ArrayList<>(block.rows());
            rows.set(0, new Samples.Point(1, 0, -1, 0));
            Block other = new Block("t", 1, rows, block.end(), block.own(), null);
            assertThatThrownBy(() -> journal.commit(other))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("run r trial t block 1 is committed with content")
                    .hasMessageContaining("the same work gave other results");
            assertThat(Expected.consistent(folder, journal, "r", "t")).isEqualTo(3);
        }
    }

    @Test
    void blocksComeInOrderAndNoneAfterTheEnd() {
        try (RunJournal journal = store.journal("r")) {
            assertThatThrownBy(() -> journal.commit(Samples.block("t", 1, LAST, Map.of())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("block 1 cannot follow, block 0 comes next");
            Samples.finish(journal, "t", 1);
            assertThatThrownBy(() -> journal.commit(Samples.block("t", 2, LAST, Map.of())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("trial t is finished with block 1");
        }
    }

    @Test
    void halfPublishedBlockIsReadAtOnceAndRolledForwardByTheNextDriver() throws IOException {
        try (RunJournal journal = store.journal("r")) {
            commit(journal, "t", 0, 2);
        }
        Manifest manifest = Json.read(layout.manifest("r", "t", 1), Manifest.class);
        RunFiles files = new RunFiles(layout, new Disk(), "r");
        Manifest.TableFile points = manifest.files().get(0);
        Files.createDirectories(layout.staging("r"));
        Files.move(files.published(manifest, points), files.staged(manifest, points));
        assertThat(store.read(Samples.Point.class, "r")).hasSize(6);
        try (RunJournal journal = store.journal("r")) {
            assertThat(Expected.consistent(folder, journal, "r", "t")).isEqualTo(2);
            Expected.swept(folder, "r", "t");
        }
    }

    @Test
    void openingSweepsWhatNoCommitRefersToAndNothingElse() throws IOException {
        try (RunJournal journal = store.journal("r")) {
            commit(journal, "t", 0, 3);
            Samples.writeOwn(journal.ownStates("t"), 3);
            Samples.writeOwn(journal.ownStates("never-committed"), 0);
        }
        Files.createDirectories(layout.staging("r"));
        Files.writeString(layout.staging("r").resolve("x-points.parquet"), "half a file");
        Files.writeString(layout.checkpoints("r", "t").resolve("00000003-x-vectors.parquet"), "half a file");
        try (RunJournal journal = store.journal("r")) {
            assertThat(Expected.consistent(folder, journal, "r", "t")).isEqualTo(3);
            Expected.swept(folder, "r", "t");
            assertThat(Expected.files(layout.own("r", "never-committed"))).isEmpty();
        }
    }

    @Test
    void whatADesktopLeavesInTheFoldersIsNoTrialAndNoBlock() throws IOException {
        try (RunJournal journal = store.journal("r")) {
            commit(journal, "t", 0, 1);
        }
        for (Path place : List.of(layout.commits("r"), layout.commits("r", "t"), layout.runs(), layout.tables())) {
            Files.writeString(place.resolve(".DS_Store"), "");
        }
        assertThat(store.progress("r")).containsExactly(new TrialProgress("t", 1, 10, false));
        assertThat(store.runs()).hasSize(1);
        assertThat(store.tables()).containsExactly("points");
        store.journal("r").close();
    }

    @Test
    void keepsTheNewestCheckpointOnlyAndConstantsWhereTheyChanged() {
        try (RunJournal journal = store.journal("r")) {
            commit(journal, "t", 0, 6);
        }
        assertThat(Expected.files(layout.checkpoints("r", "t")))
                .extracting(file -> file.getFileName().toString().replaceAll("-.*-", " "))
                .containsExactly("00000002 constants.parquet", "00000005 vectors.parquet");
    }

    @Test
    void largeVectorsAreKeptInParts() {
        float[] large = new float[5 << 20];
        for (int i = 0; i < large.length; i++) {
            large[i] = i;
        }
        double[] empty = {};
        Vectors vectors =
                Vectors.empty().with("large", large).with("none", empty).with("one", 1.0);
        try (RunJournal journal = store.journal("r")) {
            journal.commit(new Block("t", 0, List.of(), new State(1, vectors, Vectors.empty()), Map.of(), null));
        }
        try (RunJournal journal = store.journal("r")) {
            Vectors read = journal.position("t").orElseThrow().state().vectors();
            assertThat(read.sha256()).isEqualTo(vectors.sha256());
        }
    }

    @Test
    void finishedTrialKeepsNoOwnStates() {
        try (RunJournal journal = store.journal("r")) {
            Samples.finish(journal, "t", 2);
        }
        assertThat(Expected.files(layout.own("r", "t"))).isEmpty();
    }

    @Test
    void trialsCommitSideBySide() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (RunJournal journal = store.journal("r")) {
            List<Future<?>> trials = new ArrayList<>();
            for (int trial = 0; trial < 8; trial++) {
                String id = "t" + trial;
                trials.add(pool.submit(() -> Samples.finish(journal, id, 4)));
            }
            for (Future<?> trial : trials) {
                trial.get();
            }
            for (int trial = 0; trial < 8; trial++) {
                assertThat(Expected.consistent(folder, journal, "r", "t" + trial))
                        .isEqualTo(5);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(store.read(Samples.Point.class, "r")).hasSize(8 * 5 * 3);
        assertThat(store.models("r")).hasSize(8);
    }

    @Test
    void commitsOnAThreadThatIsBeingInterrupted() {
        try (RunJournal journal = store.journal("r")) {
            Map<OwnKey, OwnRef> own = Samples.writeOwn(journal.ownStates("t"), 0);
            Thread.currentThread().interrupt();
            journal.commit(Samples.block("t", 0, LAST, own));
            assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
            assertThat(Expected.consistent(folder, journal, "r", "t")).isEqualTo(1);
        }
    }

    @Test
    void secondDriverInTheSameProcessIsRefusedAndDoesNotHarmTheFirst() {
        try (RunJournal journal = store.journal("r")) {
            assertThatThrownBy(() -> Store.open(folder).journal("r"))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("run r is being worked on by process "
                            + ProcessHandle.current().pid())
                    .hasMessageContaining("wait for it or stop it, or choose another run id");
            commit(journal, "t", 0, 1);
        }
        store.journal("r").close();
    }

    @Test
    void secondDriverInAnotherProcessIsRefused() throws Exception {
        try (RunJournal journal = store.journal("r");
                Driver driver = Driver.start(folder, "t", 1, 0)) {
            assertThat(driver.await("run r is being worked on by process "))
                    .contains(Long.toString(ProcessHandle.current().pid()));
            assertThat(driver.waitFor()).as("exit code of wrong input").isEqualTo(2);
            assertThat(journal.position("t")).isEmpty();
        }
    }

    @Test
    void closedJournalRefusesToWork() {
        RunJournal journal = store.journal("r");
        journal.close();
        journal.close();
        assertThatThrownBy(() -> journal.position("t"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the journal of run r is closed");
    }

    @Test
    void damagedCheckpointIsAnErrorThatNamesIt() throws IOException {
        try (RunJournal journal = store.journal("r")) {
            commit(journal, "t", 0, 1);
        }
        Path file = Expected.files(layout.checkpoints("r", "t")).get(0);
        try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
            damaged.seek(damaged.length() / 2);
            damaged.write(0x55);
            damaged.write(0xAA);
        }
        try (RunJournal journal = store.journal("r")) {
            assertThatThrownBy(() -> journal.position("t"))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(file + " is damaged: its SHA-256 is");
        }
    }

    @Test
    void lostTableFileOfACommittedBlockIsAnErrorThatNamesIt() throws IOException {
        try (RunJournal journal = store.journal("r")) {
            commit(journal, "t", 0, 2);
        }
        Path file = layout.published("points", "r", "t", 0);
        Files.delete(file);
        assertThatThrownBy(() -> store.journal("r"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("block 0 of trial t committed");
        assertThat(RunLock.isHeld(layout, "r"))
                .as("a journal that did not open lets go")
                .isFalse();
    }

    private static void commit(RunJournal journal, String trial, int from, int to) {
        for (int index = from; index < to; index++) {
            journal.commit(Samples.block(trial, index, LAST, Samples.writeOwn(journal.ownStates(trial), index)));
        }
    }

    /** The own states that another attempt at a block would leave: the same keys, elsewhere. */
    private static Map<OwnKey, OwnRef> ownKeys(int index) {
        Map<OwnKey, OwnRef> own = new TreeMap<>();
        for (int unit = index % 2; unit < Samples.UNITS; unit += 2) {
            own.put(new OwnKey("unit", unit), new OwnRef("elsewhere", 0, 1));
        }
        return own;
    }
}
