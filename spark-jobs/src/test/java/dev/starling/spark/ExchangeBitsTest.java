package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Exchange;
import dev.starling.engine.InProcessExchange;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The law: the exchange, its slots, partitions, neighbors and retries do not change a bit of a trial. */
@Tag("spark")
class ExchangeBitsTest {

    private static final ToyProgram PROGRAM = new ToyProgram(5, 7, 9);

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "{0}, {1} partitions")
    @CsvSource({"local[1], 1", "local[1], 5", "local[2], 1", "local[2], 3", "local[2], 16", "local[3], 2", "local[3], 7"
    })
    void slotsAndPartitionsChangeNothing(String master, int partitions) {
        ToyRun expected = inProcess();
        try (JavaSparkContext spark = Sessions.open("tests", master, Map.of())) {
            for (TestedExchange tested : TestedExchange.values()) {
                ToyRun run;
                try (Exchange exchange = tested.open(spark, partitions, Arithmetic.fingerprint(), 1)) {
                    run = ToyRun.of(exchange, PROGRAM, directory, "toy");
                }
                requireSame(run, expected, tested);
                assertThat(run.exchanges()).containsExactly(tested.name().toLowerCase(Locale.ROOT));
                assertThat(spark.getPersistentRDDs()).as("%s left", tested).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRoundOfBigVectorsIsAddedUpAsOneOfSmallOnes(TestedExchange tested) {
        ToyProgram big = new ToyProgram(6, 2, 300_000);
        ToyRun expected = ToyRun.of(new InProcessExchange(), big, directory, "toy");
        try (JavaSparkContext spark = Sessions.open("tests", "local[3]", Map.of());
                Exchange exchange = tested.open(spark, 4, Arithmetic.fingerprint(), 1)) {
            requireSame(ToyRun.of(exchange, big, directory, "toy"), expected, tested);
        }
    }

    @ParameterizedTest(name = "local[{0}]")
    @ValueSource(ints = {1, 2, 3})
    void trialsSideBySideChangeNothingOfEachOther(int slots) throws Exception {
        ToyRun expected = inProcess();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (JavaSparkContext spark = Sessions.open("tests", "local[%s]".formatted(slots), Map.of())) {
            for (TestedExchange tested : TestedExchange.values()) {
                try (Exchange exchange = tested.open(spark, 3, Arithmetic.fingerprint(), 4)) {
                    List<Callable<ToyRun>> trials = List.of(
                            () -> trial(exchange, PROGRAM, "a"),
                            () -> trial(exchange, new ToyProgram(8, 9, 5), "b"),
                            () -> trial(exchange, PROGRAM, "c"),
                            () -> trial(exchange, new ToyProgram(9, 4, 5), "d"));
                    List<Future<ToyRun>> runs = threads.invokeAll(trials);
                    requireSame(runs.get(0).get(), expected, tested);
                    requireSame(runs.get(2).get(), expected, tested);
                    assertThat(runs.get(1).get().stateHash())
                            .isNotEqualTo(runs.get(3).get().stateHash());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private ToyRun trial(Exchange exchange, ToyProgram program, String name) {
        ToyRun run = ToyRun.of(exchange, program, directory, name);
        exchange.finished(name);
        return run;
    }

    @ParameterizedTest
    @EnumSource
    void aTaskThatIsRepeatedChangesNothing(TestedExchange tested) {
        AtomicBoolean failed = new AtomicBoolean();
        FaultyProgram program = FaultyProgram.of(PROGRAM, "once-" + tested, (unit, state) -> {
            if (state.round() == 4 && unit.key() == 3 && !failed.getAndSet(true)) {
                throw new IllegalStateException("a fault that does not come again");
            }
        });
        ToyRun run = new ToyRun(directory);
        try (JavaSparkContext spark = Sessions.open("tests", "local[2,4]", Map.of());
                Exchange exchange = tested.open(spark, 3, Arithmetic.fingerprint(), 1)) {
            run.goOn(exchange, program, "toy");
        }
        assertThat(failed).isTrue();
        requireSame(run, inProcess(), tested);
        assertThat(program.counts().closed.get())
                .as("workers closed")
                .isEqualTo(program.counts().opened.get());
    }

    private ToyRun inProcess() {
        return ToyRun.of(new InProcessExchange(), PROGRAM, directory, "toy");
    }

    private static void requireSame(ToyRun run, ToyRun expected, TestedExchange tested) {
        assertThat(run.stateHash()).as("%s", tested).isEqualTo(expected.stateHash());
        assertThat(run.rows()).as("%s", tested).isEqualTo(expected.rows());
    }
}
