package dev.starling.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets each single step of a commit fail in turn: what was committed stays, and a resume ends as if nothing had been. */
class FaultAtEveryStepTest {

    private static final int LAST = 3;

    @TempDir
    Path folder;

    @Test
    void aDiskThatFillsUpLosesNoCommittedBlock() throws IOException {
        int failures = 0;
        long steps = Long.MAX_VALUE;
        for (long step = 0; step < steps; step++) {
            Path root = folder.resolve("s" + step);
            FaultyDisk disk = new FaultyDisk(false);
            Store store = prepared(root, disk);
            int committed = 3;
            try (RunJournal journal = store.journal("r")) {
                disk.failFrom(step);
                try {
                    Samples.finish(journal, "t", LAST);
                    steps = disk.steps();
                } catch (ResourceException e) {
                    failures++;
                    assertThat(e)
                            .hasMessageContaining("No space left on device")
                            .hasMessageContaining("MiB are free");
                    assertThat(e).hasMessageContaining(root.toString());
                    disk.failAt(Long.MAX_VALUE);
                    committed = journal.position("t").orElseThrow().nextBlock();
                }
                disk.failAt(Long.MAX_VALUE);
            }
            resumesToTheEnd(root, committed);
        }
        assertThat(failures).as("faults that landed").isGreaterThan(20);
    }

    @Test
    void aDiskThatFailsOnceLetsTheSameJournalGoOn() throws IOException {
        long steps = Long.MAX_VALUE;
        for (long step = 0; step < steps; step++) {
            Path root = folder.resolve("o" + step);
            FaultyDisk disk = new FaultyDisk(false);
            Store store = prepared(root, disk);
            try (RunJournal journal = store.journal("r")) {
                disk.failAt(step);
                try {
                    Samples.finish(journal, "t", LAST);
                    steps = disk.steps();
                } catch (ResourceException e) {
                    Samples.finish(journal, "t", LAST);
                }
                assertThat(Expected.consistent(root, journal, "r", "t"))
                        .as("step %s", step)
                        .isEqualTo(LAST + 1);
            }
        }
    }

    @Test
    void aKillAtAnyStepLosesNoCommittedBlock() throws IOException {
        int kills = 0;
        long steps = Long.MAX_VALUE;
        for (long step = 0; step < steps; step++) {
            Path root = folder.resolve("k" + step);
            FaultyDisk disk = new FaultyDisk(true);
            Store store = prepared(root, disk);
            RunJournal journal = store.journal("r");
            disk.failAt(step);
            try {
                Samples.finish(journal, "t", LAST);
                steps = disk.steps();
            } catch (FaultyDisk.Killed e) {
                kills++;
            }
            // The operating system does this for a dead process.
            journal.close();
            resumesToTheEnd(root, 3);
        }
        assertThat(kills).as("faults that landed").isGreaterThan(20);
    }

    /** A run with three committed blocks, to be copied for each fault. */
    @BeforeEach
    void commitThreeBlocks() {
        Store store = Store.open(folder.resolve("prepared"), new FaultyDisk(false), Clock.systemUTC());
        store.create(Samples.run("r"));
        try (RunJournal journal = store.journal("r")) {
            for (int index = 0; index < 3; index++) {
                journal.commit(Samples.block("t", index, LAST, Samples.writeOwn(journal.ownStates("t"), index)));
            }
        }
    }

    private Store prepared(Path root, FaultyDisk disk) throws IOException {
        Path source = folder.resolve("prepared");
        try (Stream<Path> walk = Files.walk(source)) {
            for (Path path : walk.toList()) {
                Files.copy(path, root.resolve(source.relativize(path)));
            }
        }
        return Store.open(root, disk, Clock.systemUTC());
    }

    private static void resumesToTheEnd(Path root, int committed) {
        Store store = Store.open(root, new FaultyDisk(false), Clock.systemUTC());
        try (RunJournal journal = store.journal("r")) {
            assertThat(Expected.consistent(root, journal, "r", "t")).isGreaterThanOrEqualTo(committed);
            Expected.swept(root, "r", "t");
            Samples.finish(journal, "t", LAST);
            assertThat(Expected.consistent(root, journal, "r", "t")).isEqualTo(LAST + 1);
        }
        assertThat(store.read(Samples.Point.class, "r")).hasSize(3 * (LAST + 1));
        assertThat(store.model("r", "t")).isPresent();
    }
}
