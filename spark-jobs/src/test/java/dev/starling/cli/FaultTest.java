package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.starling.store.RunStatus;
import dev.starling.store.Store;
import dev.starling.store.TrialProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes are killed in the middle of a run, and what the run leaves is what it leaves undisturbed. */
class FaultTest {

    private static final int SIGKILL_EXIT = 128 + 9;
    private static final int SIGINT = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private static Path directory;

    private static Path store;
    private static Path experiment;
    private static Map<String, String> hashes;
    private static Map<String, List<String>> rows;

    @BeforeAll
    static void runUndisturbed() throws IOException {
        store = directory.resolve("store");
        experiment = CommandLineRun.experiment(directory, "same-bits.conf");
        CommandLineRun.Said said = CommandLineRun.starling(directory, run("undisturbed", "local[2]"));
        assertThat(said.code()).as(said.err()).isZero();
        hashes = CommandLineRun.stateHashes(store, "undisturbed");
        rows = CommandLineRun.rows(store, "undisturbed");
    }

    @Test
    @Tag("cluster")
    void survivesTheLossOfAnExecutorInMidRound() {
        ExecutorKiller.reset();
        String[] command = run(
                "executor-lost",
                "local-cluster[2,1,1024]",
                "--conf",
                "spark.extraListeners=" + ExecutorKiller.class.getName(),
                "--set",
                "starling.partitions=4",
                // A task a round and partition: the killer counts them. Of blocks there are too few.
                "--set",
                "starling.exchange=spark");

        CommandLineRun.Said said = CommandLineRun.starling(directory, command);

        assertThat(ExecutorKiller.KILLED.get()).as("executors killed").isPositive();
        assertThat(ExecutorKiller.ATTEMPTS_LOST.get()).as("attempts lost").isPositive();
        assertThat(said.code()).as(said.err()).isZero();
        requireSame("executor-lost");
    }

    @ParameterizedTest
    @Tag("spark")
    @CsvSource({"spark, resident", "resident, spark", "resident, resident"})
    void resumesAfterTheDriverWasKilled(String exchange, String other) throws Exception {
        String id = "driver-killed-%s-%s".formatted(exchange, other);
        Path log = directory.resolve(id + ".log");
        Process driver =
                ChildProcess.start(directory, log, run(id, "local[2]", "--set", "starling.exchange=" + exchange));
        awaitBlocks(id, driver, log);
        driver.destroyForcibly().waitFor();

        assertThat(driver.exitValue()).isEqualTo(SIGKILL_EXIT);
        assertThat(status(id)).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(progress(id)).anyMatch(trial -> trial.blocks() > 0);
        assertThat(progress(id).stream().filter(TrialProgress::finished))
                .as("finished trials")
                .hasSizeLessThan(hashes.size());

        resume(id, other);
        requireSame(id);
    }

    @Test
    @Tag("spark")
    void controlCLeavesARunThatSaysHowToResumeIt() throws Exception {
        assumeFalse(
                ignoresInterrupts(),
                "a shell's job in the background ignores SIGINT, and so do the processes it starts");
        Path log = directory.resolve("interrupted.log");
        Process driver = ChildProcess.start(directory, log, run("interrupted", "local[2]"));
        awaitBlocks("interrupted", driver, log);
        new ProcessBuilder("kill", "-INT", String.valueOf(driver.pid())).start().waitFor();
        assertThat(driver.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(driver.exitValue()).as(ChildProcess.said(log)).isEqualTo(Execution.INTERRUPTED);
        assertThat(ChildProcess.said(log)).contains("starling resume interrupted");
        assertThat(status("interrupted")).isEqualTo(RunStatus.INTERRUPTED);

        resume("interrupted", "auto");
        requireSame("interrupted");
    }

    private static boolean ignoresInterrupts() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1L << (SIGINT - 1)) != 0);
    }

    /** Waits until some block is committed, while the run is far from its end. */
    private static void awaitBlocks(String run, Process driver, Path log) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            assertThat(driver.isAlive()).as(() -> logOf(log)).isTrue();
            return Files.exists(store.resolve("runs").resolve(run).resolve("run.json"))
                    && progress(run).stream().anyMatch(trial -> trial.blocks() > 0);
        });
    }

    private static String logOf(Path log) {
        try {
            return ChildProcess.said(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static List<TrialProgress> progress(String run) {
        return Store.openExisting(store).progress(run);
    }

    private static RunStatus status(String run) {
        return Store.openExisting(store).run(run).orElseThrow().status();
    }

    private static void resume(String run, String exchange) {
        CommandLineRun.Said said = CommandLineRun.starling(
                directory,
                "resume",
                run,
                "--store",
                store.toString(),
                "--master",
                "local[2]",
                "--set",
                "starling.exchange=" + exchange);
        assertThat(said.code()).as(said.err()).isZero();
    }

    private static void requireSame(String run) {
        assertThat(CommandLineRun.stateHashes(store, run)).isEqualTo(hashes);
        assertThat(CommandLineRun.rows(store, run)).isEqualTo(rows);
    }

    private static String[] run(String id, String master, String... more) {
        String[] start = {"run", experiment.toString(), "--store", store.toString(), "--run-id", id, "--master", master
        };
        String[] all = java.util.Arrays.copyOf(start, start.length + more.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        return all;
    }
}
