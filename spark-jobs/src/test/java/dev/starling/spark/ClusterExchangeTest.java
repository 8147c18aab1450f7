package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.Exchange;
import dev.starling.engine.InProcessExchange;
import dev.starling.engine.ResourceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Resident rounds between two executors, each a process of its own. */
@Tag("cluster")
@Timeout(120)
class ClusterExchangeTest {

    private static final ToyProgram PROGRAM = new ToyProgram(5, 7, 9);

    private static final Queue<Integer> STAGE_ATTEMPTS = new ConcurrentLinkedQueue<>();

    private static JavaSparkContext spark;
    private static String fingerprint;

    @TempDir
    private Path directory;

    @BeforeAll
    static void open() {
        spark = Sessions.open("tests", "local-cluster[2,2,1024]", Map.of());
        fingerprint = Arithmetic.survey(spark);
        spark.sc().addSparkListener(new SparkListener() {
            @Override
            public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
                STAGE_ATTEMPTS.add(submitted.stageInfo().attemptNumber());
            }
        });
    }

    @AfterAll
    static void close() {
        spark.close();
    }

    @Test
    void aBlockIsOneJobAndHasTheBitsOfOneProcess() {
        ToyRun run = run(PROGRAM, "bits", 1);
        requireSame(run, PROGRAM);
        assertThat(run.exchanges()).containsExactly("resident");
        assertThat(run.committed()).isEqualTo(3);
        assertThat(jobs("bits")).hasSize(3);
        assertThat(STAGE_ATTEMPTS).as("attempts of stages").containsOnly(0);
        assertThat(spark.getPersistentRDDs()).isEmpty();
    }

    @Test
    void longVectorsAreSummedAsShortOnesAre() {
        ToyProgram big = new ToyProgram(6, 4, 300_000);
        requireSame(run(big, "big", 1), big);
    }

    @Test
    void trialsSideBySideChangeNothingOfEachOther() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        ToyProgram other = new ToyProgram(8, 9, 5);
        try (Exchange exchange = new ClusterExchange(spark, 4, fingerprint, 3, 3)) {
            List<Callable<ToyRun>> trials = List.of(
                    () -> ToyRun.of(exchange, PROGRAM, directory, "a"),
                    () -> ToyRun.of(exchange, other, directory, "b"),
                    () -> ToyRun.of(exchange, PROGRAM, directory, "c"));
            List<Future<ToyRun>> runs = threads.invokeAll(trials);
            requireSame(runs.get(0).get(), PROGRAM);
            requireSame(runs.get(1).get(), other);
            requireSame(runs.get(2).get(), PROGRAM);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void executorsOfOtherArithmeticAreRefused() {
        try (Exchange exchange = new ClusterExchange(spark, 4, "0".repeat(64), 1, 1)) {
            assertThatThrownBy(() -> ToyRun.of(exchange, PROGRAM, directory, "other"))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining("computes other bits than this run")
                    .hasMessageContaining(fingerprint.substring(0, 12));
        }
    }

    private ToyRun run(ToyProgram program, String trial, int trials) {
        try (Exchange exchange = new ClusterExchange(spark, 4, fingerprint, trials, trials)) {
            return ToyRun.of(exchange, program, directory, trial);
        }
    }

    private void requireSame(ToyRun run, ToyProgram program) {
        ToyRun expected = ToyRun.of(new InProcessExchange(), program, directory, "toy");
        assertThat(run.stateHash()).isEqualTo(expected.stateHash());
        assertThat(run.rows()).isEqualTo(expected.rows());
    }

    private static List<Integer> jobs(String trial) {
        return IntStream.of(spark.statusTracker().getJobIdsForGroup("toy/" + trial))
                .boxed()
                .toList();
    }
}
