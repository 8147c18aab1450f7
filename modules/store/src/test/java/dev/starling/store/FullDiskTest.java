package dev.starling.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real refusal of the operating system in the middle of a file, in a process of its own. */
class FullDiskTest {

    private static final int LAST = 5;
    private static final int LIMIT_KIBIBYTES = 4096;
    /** A state of 12 MB: its file meets the limit. */
    private static final int BIG = 3 << 20;

    @TempDir
    Path folder;

    @Test
    void losesNoCommittedBlockAndResumesWhenThereIsRoom() throws Exception {
        Store store = Store.open(folder);
        store.create(Samples.run("r"));
        try (RunJournal journal = store.journal("r")) {
            for (int index = 0; index < 3; index++) {
                journal.commit(Samples.block("t", index, LAST, Samples.writeOwn(journal.ownStates("t"), index)));
            }
        }
        try (Driver driver = Driver.startWithFileLimit(LIMIT_KIBIBYTES, folder, "t", LAST, BIG)) {
            driver.await("begins 3");
            assertThat(driver.await("cannot write block 3 of trial t"))
                    .contains(folder.toString())
                    .contains("File too large")
                    .contains("MiB are free there")
                    .contains("make room, then resume the run");
            assertThat(driver.waitFor()).as("exit code of a resource failure").isEqualTo(5);
        }
        try (RunJournal journal = store.journal("r")) {
            assertThat(Expected.consistent(folder, journal, "r", "t")).isEqualTo(3);
            Expected.swept(folder, "r", "t");
        }
        try (Driver driver = Driver.start(folder, "t", LAST, BIG)) {
            driver.await("begins 3");
            driver.await("committed " + LAST);
            assertThat(driver.waitFor()).isZero();
        }
        assertThat(store.run("r").orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
        assertThat(store.read(Samples.Point.class, "r")).hasSize(3 * (LAST + 1));
    }
}
