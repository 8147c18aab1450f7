package dev.starling.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills a driver with SIGKILL at moments that a seed decides, several times in the life of one run. */
class KilledDriverTest {

    private static final int KILLS = 3;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void resumesAfterLastCommittedBlockAndHoldsEachRowOnce(long seed) throws Exception {
        Random random = new Random(seed);
        Store store = Store.open(folder);
        store.create(Samples.run("r"));
        int committed = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            try (Driver driver = Driver.start(folder, "t", 1_000_000, 0)) {
                assertThat(driver.await("begins ")).isEqualTo("begins " + committed);
                driver.await("committed ");
                Thread.sleep(random.nextInt(200));
                driver.kill();
                assertThat(driver.waitFor()).as("killed by SIGKILL").isEqualTo(128 + 9);
                int said = Math.max(committed, driver.lastCommitted());
                assertThat(store.run("r").orElseThrow().status()).isEqualTo(RunStatus.INTERRUPTED);
                assertThat(store.read(Samples.Point.class, "r")).hasSizeGreaterThanOrEqualTo(3 * (said + 1));
                committed = resumed(store, said);
            }
        }
        try (RunJournal journal = store.journal("r")) {
            Samples.finish(journal, "t", committed + 1);
            assertThat(Expected.consistent(folder, journal, "r", "t")).isEqualTo(committed + 2);
        }
        assertThat(store.read(Samples.Point.class, "r")).hasSize(3 * (committed + 2));
    }

    private int resumed(Store store, int said) {
        try (RunJournal journal = store.journal("r")) {
            int blocks = Expected.consistent(folder, journal, "r", "t");
            assertThat(blocks)
                    .as("what was said to be committed, and at most one more")
                    .isBetween(said + 1, said + 2);
            Expected.swept(folder, "r", "t");
            return blocks;
        }
    }
}
