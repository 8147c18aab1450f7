package dev.starling.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.DataException;
import dev.starling.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void nameAStore() {
        root = folder.resolve("deep/store");
    }

    @Test
    void keepsWhatIsKnownOfARun() {
        Store store = Store.open(root, new Disk(), Clock.fixed(NOW, ZoneOffset.UTC));
        RunInfo created = store.create(Samples.run("r-1"));
        assertThat(created.created()).isEqualTo(NOW);
        assertThat(Store.openExisting(root).run("r-1")).contains(created);
        assertThat(Store.openExisting(root).runs()).containsExactly(created);
        assertThat(store.run("r-2")).isEmpty();
    }

    @Test
    void statusIsReplacedAsAWhole() {
        Store store = Store.open(root);
        store.create(Samples.run("r"));
        store.status("r", RunStatus.FAILED, "the disk is full");
        assertThat(store.run("r").orElseThrow().status()).isEqualTo(RunStatus.FAILED);
        assertThat(store.run("r").orElseThrow().cause()).isEqualTo("the disk is full");
        store.status("r", RunStatus.FINISHED, null);
        assertThat(store.run("r").orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
        assertThat(store.run("r").orElseThrow().cause()).isEmpty();
        assertThat(Expected.files(root.resolve("runs/r")))
                .as("no temporary files stay")
                .hasSize(2);
    }

    @Test
    void runWhoseDriverIsGoneCountsAsInterrupted() {
        Store store = Store.open(root);
        store.create(Samples.run("r"));
        try (RunJournal journal = store.journal("r")) {
            store.status("r", RunStatus.RUNNING, null);
            assertThat(journal.position("t")).isEmpty();
            assertThat(store.run("r").orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
        }
        assertThat(store.run("r").orElseThrow().status()).isEqualTo(RunStatus.INTERRUPTED);
    }

    @Test
    void statusIsWrittenEvenWhenTheThreadIsBeingInterrupted() {
        Store store = Store.open(root);
        store.create(Samples.run("r"));
        Thread.currentThread().interrupt();
        store.status("r", RunStatus.INTERRUPTED, "Ctrl-C");
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        assertThat(store.run("r").orElseThrow().cause()).isEqualTo("Ctrl-C");
    }

    @Test
    void sameRunIdTwiceIsRefused() {
        Store store = Store.open(root);
        store.create(Samples.run("r"));
        assertThatThrownBy(() -> store.create(Samples.run("r")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("run r exists")
                .hasMessageContaining("resume it, or choose another run id");
    }

    @Test
    void idThatFitsNoFileNameIsRefused() {
        for (String id : List.of("", "a/b", "..", "-x", "a b", "x".repeat(129))) {
            assertThatThrownBy(() -> Samples.run(id))
                    .as(id)
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("does not fit a file name");
        }
    }

    @Test
    void unknownRunIsRefused() {
        Store store = Store.open(root);
        assertThatThrownBy(() -> store.journal("nobody"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("there is no run nobody");
    }

    @Test
    void fileInPlaceOfAFolderIsRefused() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> Store.open(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(file + " is a file: give a folder with --store");
        assertThatThrownBy(() -> Store.open(file.resolve("below")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("cannot be written");
    }

    /** /proc refuses everybody, root too, under which containers run their tests. */
    @Test
    void folderThatCannotBeWrittenIsRefused() {
        assertThatThrownBy(() -> Store.open(Path.of("/proc/starling-store")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("store /proc/starling-store cannot be written")
                .hasMessageContaining("MiB free")
                .hasMessageContaining("give its permissions to this user")
                .hasMessageContaining("--store");
    }

    @Test
    void folderOfOtherThingsIsRefused() throws IOException {
        Files.createDirectories(root);
        Files.writeString(root.resolve("thesis.tex"), "x");
        assertThatThrownBy(() -> Store.open(root))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("holds other things and is no store");
    }

    @Test
    void addressOfAnotherFileSystemIsRefused() {
        assertThatThrownBy(() -> Store.open(Path.of("hdfs://host/store")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("looks like the address of another file system");
    }

    @Test
    void readingWhereThereIsNoStoreIsRefusedAndMakesNone() {
        assertThatThrownBy(() -> Store.openExisting(root))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("there is no store in " + root);
        assertThat(root).doesNotExist();
    }

    @Test
    void storeOfANewerFormatIsRefusedWithBothFormats() throws IOException {
        Store.open(root);
        Files.writeString(root.resolve("store.json"), "{\"format\": 2, \"shape\": \"unheard of\"}");
        assertThatThrownBy(() -> Store.open(root))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is of store format 2, and this Starling knows formats up to 1")
                .hasMessageContaining("use the newer Starling");
        assertThatThrownBy(() -> Store.openExisting(root)).isInstanceOf(DataException.class);
    }

    @Test
    void blockOfANewerFormatIsRefused() throws IOException {
        Store store = Store.open(root);
        store.create(Samples.run("r"));
        try (RunJournal journal = store.journal("r")) {
            Samples.finish(journal, "t", 1);
        }
        Path manifest = root.resolve("commits/r/t/00000001.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"format\":1", "\"format\":7"));
        assertThatThrownBy(() -> store.journal("r"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("00000001.json is of store format 7");
        Files.delete(manifest);
        Files.move(root.resolve("commits/r/t/00000000.json"), manifest);
        assertThatThrownBy(() -> store.read(Samples.Point.class, "r"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is not the manifest of block 0, which should come next");
    }

    @Test
    void damagedJsonIsAnErrorThatNamesTheFile() throws IOException {
        Store store = Store.open(root);
        store.create(Samples.run("r"));
        Files.writeString(root.resolve("runs/r/run.json"), "{\"format\": 1, ");
        assertThatThrownBy(() -> store.run("r"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cannot read " + root.resolve("runs/r/run.json"));
    }

    @Test
    void finishedRunHasItsRowAndItsModels() {
        Store store = Store.open(root);
        store.create(Samples.run("r"));
        try (RunJournal journal = store.journal("r")) {
            Samples.finish(journal, "a", 2);
            Samples.finish(journal, "b", 1);
            journal.commit(Samples.block("c", 0, 9, Map.of()));
        }
        store.status("r", RunStatus.FINISHED, null);
        assertThat(store.progress("r"))
                .containsExactly(
                        new TrialProgress("a", 3, 30, true),
                        new TrialProgress("b", 2, 20, true),
                        new TrialProgress("c", 1, 10, false));
        TableData row = RowFileReader.read(root.resolve("tables/runs/run=r/part-0.parquet"));
        assertThat(row.column("trials")).containsExactly(2);
        assertThat(row.column("blocks")).containsExactly(6);
        assertThat(row.column("settings_hash")).containsExactly("settings-hash");
        assertThat(row.column("environment")).containsExactly("{\"java\":\"17\"}");
        assertThat(store.models("r").keySet()).containsExactly("a", "b");
        assertThat(store.model("r", "a").orElseThrow().model().parameters()).startsWith(2);
        assertThat(store.model("r", "a").orElseThrow().settingsHash()).isEqualTo("settings-hash");
        assertThat(store.tables()).containsExactly("metrics", "models", "points", "runs", "trials");
    }

    @Test
    void readsATableByNameAcrossRuns() {
        Store store = Store.open(root);
        for (String run : List.of("r1", "r2")) {
            store.create(Samples.run(run));
            try (RunJournal journal = store.journal(run)) {
                Samples.finish(journal, "t", 1);
            }
        }
        TableData points = store.table("points", List.of("r1", "r2"));
        assertThat(points.columns()).containsExactly("run", "trial", "block", "of", "place", "value", "wall_millis");
        assertThat(points.rows()).hasSize(12);
        assertThat(points.column("run")).contains("r1", "r2");
        assertThat(points.column("value")).startsWith(0.0, 1.0, 2.0, 10.0);
        assertThat(store.table("unheard_of", List.of("r1")).rows()).isEmpty();
        assertThat(store.read(Samples.Point.class, "r1", "t")).hasSize(6);
        assertThat(store.read(Samples.Point.class, "r1", "u")).isEmpty();
    }
}
