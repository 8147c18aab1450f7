package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.starling.engine.Exchange;
import dev.starling.engine.InProcessExchange;
import dev.starling.engine.InputException;
import dev.starling.engine.ResourceException;
import dev.starling.spark.FlaggedProgram.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executors that die, stand still or fail in the middle of a block of resident rounds between executors. */
@Tag("cluster")
@Timeout(180)
class ClusterFaultTest {

    private static final ToyProgram PROGRAM = new ToyProgram(5, 7, 9);

    private static final Map<Integer, Integer> STAGE_ATTEMPTS = new ConcurrentHashMap<>();

    private static JavaSparkContext spark;
    private static String fingerprint;

    @TempDir
    private Path directory;

    @BeforeAll
    static void open() {
        spark = Sessions.open(
                "tests",
                "local-cluster[2,1,1024]",
                Map.of(
                        "spark.starling.cluster.peer-timeout", "2s",
                        "spark.starling.cluster.seal-always", "true",
                        "spark.task.maxFailures", "3"));
        fingerprint = Arithmetic.survey(spark);
        spark.sc().addSparkListener(new SparkListener() {
            @Override
            public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
                STAGE_ATTEMPTS.merge(submitted.stageInfo().stageId(), 1, Integer::sum);
            }
        });
    }

    @AfterAll
    static void close() {
        spark.close();
    }

    /** The worker kills what was replaced after ten seconds; a test that failed before leaves nothing standing either. */
    @AfterEach
    void kill() throws IOException {
        stopped().forEach(ProcessHandle::destroyForcibly);
    }

    private List<ProcessHandle> stopped() throws IOException {
        List<ProcessHandle> processes = new ArrayList<>();
        try (var files = Files.newDirectoryStream(directory, "stopped-*")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                ProcessHandle.of(Long.parseLong(name.substring("stopped-".length())))
                        .ifPresent(processes::add);
            }
        }
        return processes;
    }

    @Test
    void aBlockWhoseExecutorDiesIsComputedAgain() throws Exception {
        requireSame(run(Fault.KILL, 2));
        assertThat(STAGE_ATTEMPTS.values())
                .as("attempts of each stage by Spark itself")
                .containsOnly(1);
    }

    @Test
    void anExecutorThatStandsStillIsReplaced() throws Exception {
        List<String> before = executors();
        requireSame(run(Fault.STOP, 1));
        await("another executor in the place of the one that stands still")
                .atMost(Duration.ofSeconds(60))
                .until(() -> executors().size() == 2 && !executors().equals(before));
        assertThat(stopped()).as("processes that stood still").noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void aUnitThatFailsOnceIsComputedAgain() throws Exception {
        requireSame(run(Fault.THROW, 1));
    }

    @Test
    void aUnitThatFailsEachTimeEndsTheRunAndKeepsWhatIsCommitted() throws Exception {
        FlaggedProgram program = FlaggedProgram.of(PROGRAM, directory, Fault.THROW, 5);
        ToyRun run = new ToyRun(directory);
        try (Exchange exchange = exchange()) {
            assertThatThrownBy(() -> run.goOn(exchange, program, "toy"))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining("run toy toy block 1")
                    .hasMessageContaining("a fault of unit 7");
            assertThat(program.left()).as("attempts not made").isEqualTo(2);
            assertThat(run.committed()).isEqualTo(1);
            requireSame(run.goOn(exchange, PROGRAM, "toy"));
        }
    }

    @Test
    void theErrorOfAProgramReachesTheUserAsItIs() throws Exception {
        FlaggedProgram program = FlaggedProgram.of(PROGRAM, directory, Fault.REFUSE, 5);
        ToyRun run = new ToyRun(directory);
        try (Exchange exchange = exchange()) {
            assertThatThrownBy(() -> run.goOn(exchange, program, "toy"))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("unit 7 is refused");
        }
        assertThat(program.left()).as("attempts not made").isEqualTo(4);
    }

    @Test
    void aLackOfMemoryIsToldAtOnceAndEndsNoExecutor() throws Exception {
        List<String> before = executors();
        FlaggedProgram program = FlaggedProgram.of(PROGRAM, directory, Fault.EXHAUST, 5);
        ToyRun run = new ToyRun(directory);
        try (Exchange exchange = exchange()) {
            assertThatThrownBy(() -> run.goOn(exchange, program, "toy"))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining("ran out of memory (of unit 7): raise spark.executor.memory");
            requireSame(run.goOn(exchange, PROGRAM, "toy"));
        }
        assertThat(program.left()).as("attempts not made").isEqualTo(4);
        assertThat(executors()).as("executors").isEqualTo(before);
    }

    private ToyRun run(Fault fault, int times) throws IOException {
        FlaggedProgram program = FlaggedProgram.of(PROGRAM, directory, fault, times);
        try (Exchange exchange = exchange()) {
            ToyRun run = new ToyRun(directory).goOn(exchange, program, "toy");
            assertThat(program.left()).as("faults that did not come").isZero();
            assertThat(run.exchanges()).containsExactly("resident");
            return run;
        }
    }

    private static Exchange exchange() {
        return new ClusterExchange(spark, 4, fingerprint, 1, 1);
    }

    private static List<String> executors() {
        List<String> ids = new ArrayList<>(
                scala.collection.JavaConverters.seqAsJavaList(spark.sc().getExecutorIds()));
        ids.sort(null);
        return ids;
    }

    private void requireSame(ToyRun run) {
        ToyRun expected = ToyRun.of(new InProcessExchange(), PROGRAM, directory, "toy");
        assertThat(run.stateHash()).isEqualTo(expected.stateHash());
        assertThat(run.rows()).isEqualTo(expected.rows());
    }
}
