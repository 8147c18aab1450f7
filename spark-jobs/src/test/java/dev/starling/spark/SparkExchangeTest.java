package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.InProcessExchange;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class SparkExchangeTest {

    private static JavaSparkContext spark;
    private static String fingerprint;

    @TempDir
    private Path directory;

    @BeforeAll
    static void open() {
        spark = Sessions.open("tests", "local[2]", Map.of());
        fingerprint = Arithmetic.survey(spark);
    }

    @AfterAll
    static void close() {
        spark.close();
    }

    @Test
    void aDriverInTheSameProcessGetsTheSameBitsWithoutBytes() {
        ToyProgram program = new ToyProgram(5, 7, 9);
        try (SparkExchange shared = new SparkExchange(spark, fingerprint, new RunOnDriver(spark, 3, true));
                SparkExchange sent = new SparkExchange(spark, fingerprint, new RunOnDriver(spark, 3, false))) {
            ToyRun byReference = ToyRun.of(shared, program, directory, "by-reference");
            ToyRun byBytes = ToyRun.of(sent, program, directory, "by-bytes");
            assertThat(byReference.stateHash()).isEqualTo(byBytes.stateHash());
            assertThat(byReference.rows()).isEqualTo(byBytes.rows());
        }
    }

    @Test
    void addsUpAmongExecutorsWhenSumsAreLarge() {
        ToyProgram program = new ToyProgram(6, 2, 900_000);
        ToyRun expected = ToyRun.of(new InProcessExchange(), program, directory, "toy-seed6");

        ToyRun run;
        try (SparkExchange exchange = new SparkExchange(spark, fingerprint, new RunOnDriver(spark, 16, false))) {
            run = ToyRun.of(exchange, program, directory, "toy-seed6");
        }

        assertThat(run.stateHash()).isEqualTo(expected.stateHash());
        assertThat(run.rows()).isEqualTo(expected.rows());
    }

    @Test
    void trialsRunSideBySideAndLeaveNothingBehind() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (SparkExchange exchange = new SparkExchange(spark, 3, fingerprint)) {
            List<Callable<String>> trials = List.of(
                    () -> ToyRun.of(exchange, new ToyProgram(1, 9, 5), directory, "a")
                            .stateHash(),
                    () -> ToyRun.of(exchange, new ToyProgram(1, 9, 5), directory, "b")
                            .stateHash(),
                    () -> ToyRun.of(exchange, new ToyProgram(2, 9, 5), directory, "c")
                            .stateHash());
            List<Future<String>> hashes = threads.invokeAll(trials);
            assertThat(hashes.get(0).get())
                    .isEqualTo(hashes.get(1).get())
                    .isNotEqualTo(hashes.get(2).get());
            exchange.finished("a");
            assertThat(ExecutorRoom.openTrials(spark.sc().applicationId())).isEqualTo(2);
        } finally {
            threads.shutdownNow();
        }
        assertThat(ExecutorRoom.openTrials(spark.sc().applicationId())).isZero();
        assertThat(spark.getPersistentRDDs()).isEmpty();
    }
}
