package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.starling.engine.Block;
import dev.starling.engine.DataException;
import dev.starling.engine.DivergedException;
import dev.starling.engine.Exchange;
import dev.starling.engine.InProcessExchange;
import dev.starling.engine.InputException;
import dev.starling.engine.Journal;
import dev.starling.engine.OwnStates;
import dev.starling.engine.Progress;
import dev.starling.engine.ResourceException;
import dev.starling.engine.Trial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes wrong in a block reaches the user as it is, at once, on every exchange, and costs nothing that was committed. */
@Tag("spark")
class ExchangeFaultTest {

    private static final ToyProgram PROGRAM = new ToyProgram(5, 7, 9);

    /** The second block has rounds 3 to 5. */
    private static final int SECOND_BLOCK = 4;

    private static final Duration QUICKLY = Duration.ofSeconds(5);

    private static JavaSparkContext spark;

    @TempDir
    private Path directory;

    @BeforeAll
    static void open() {
        spark = Sessions.open("tests", "local[2]", Map.of());
    }

    @AfterAll
    static void close() {
        spark.close();
    }

    static Stream<Arguments> errorsOfUnits() {
        List<Supplier<RuntimeException>> errors = List.of(
                () -> new InputException("a wrong setting"),
                () -> new DataException("a wrong file"),
                () -> new DivergedException("a wrong rate"));
        return Stream.of(TestedExchange.values())
                .flatMap(tested -> errors.stream().map(error -> Arguments.of(tested, error.get())));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("errorsOfUnits")
    void theErrorOfAUnitIsTheRuns(TestedExchange tested, RuntimeException error) {
        FaultyProgram program = failing("error-" + tested + error.getMessage(), error);
        ToyRun run = new ToyRun(directory);
        try (Exchange exchange = open(tested)) {
            assertThatThrownBy(() -> run.goOn(exchange, program, "toy"))
                    .hasSameClassAs(error)
                    .hasMessage(error.getMessage());
        }
        assertThat(run.committed()).isEqualTo(1);
        requireWorkersClosed(program);
    }

    @ParameterizedTest
    @EnumSource
    void aBugInAUnitIsNamedWithItsRound(TestedExchange tested) {
        FaultyProgram program = failing("bug-" + tested, new IllegalStateException("a bug in a unit"));
        ToyRun run = new ToyRun(directory);
        try (Exchange exchange = open(tested)) {
            assertThatThrownBy(() -> run.goOn(exchange, program, "toy"))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContainingAll("run toy toy", "failed on Spark", "a bug in a unit")
                    .hasStackTraceContaining("IllegalStateException: a bug in a unit");
        }
        assertThat(run.committed()).isEqualTo(1);
        requireWorkersClosed(program);
    }

    @ParameterizedTest
    @EnumSource
    void anErrorOfProgressIsNotAUnits(TestedExchange tested) {
        ToyRun run = new ToyRun(directory);
        try (Exchange exchange = open(tested)) {
            assertThatThrownBy(() -> run.goOn(exchange, PROGRAM, "toy", (trial, round, millis) -> {
                        if (round == SECOND_BLOCK) {
                            throw new UnsupportedOperationException("a bug outside");
                        }
                    }))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("a bug outside");
        }
        assertThat(run.committed()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aTrialInterruptedInMidBlockEndsAtOnceAndGoesOnWithAnotherExchange(TestedExchange tested) throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean stuck = new AtomicBoolean(true);
        FaultyProgram program = FaultyProgram.of(PROGRAM, "stuck-" + tested, (unit, state) -> {
            if (state.round() == SECOND_BLOCK && stuck.get()) {
                inside.countDown();
                waitFor(goOn);
            }
        });
        ToyRun run = new ToyRun(directory);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (Exchange exchange = open(tested)) {
            Thread trial = new Thread(() -> {
                try {
                    run.goOn(exchange, program, "toy");
                } catch (RuntimeException e) {
                    thrown.set(e);
                }
            });
            trial.start();
            inside.await();
            trial.interrupt();
            trial.join(QUICKLY.toMillis());
            assertThat(trial.isAlive()).as("waits for a unit that hangs").isFalse();
        }
        assertThat(thrown.get()).isInstanceOf(ResourceException.class).hasMessageContaining("was interrupted");
        assertThat(run.committed()).isEqualTo(1);

        stuck.set(false);
        goOn.countDown();
        TestedExchange other = TestedExchange.values()[1 - tested.ordinal()];
        try (Exchange exchange = open(other)) {
            run.goOn(exchange, program, "toy");
        }
        ToyRun expected = ToyRun.of(new InProcessExchange(), PROGRAM, directory, "toy");
        assertThat(run.exchanges()).containsExactly("resident", "spark");
        assertThat(run.stateHash()).isEqualTo(expected.stateHash());
        assertThat(run.rows()).isEqualTo(expected.rows());
        requireWorkersClosed(program);
    }

    @ParameterizedTest
    @EnumSource
    void aTrialThatFailsStopsTheOthersOfItsRun(TestedExchange tested) {
        FaultyProgram bad = failing("bad-" + tested, new DataException("a wrong file"));
        ToyProgram endless = new ToyProgram(5, Integer.MAX_VALUE, 9);
        Map<String, ToyRun> journals = Map.of("good", new ToyRun(directory), "bad", new ToyRun(directory));
        try (Exchange exchange = tested.open(spark, 3, Arithmetic.fingerprint(), 2)) {
            Ending ending = new TrialRunner("toy", exchange, new ByTrial(journals), 3, 2, Progress.silent(), () -> 0L)
                    .run(List.of(new Trial("good", "toy", 0, endless), new Trial("bad", "toy", 1, bad)));
            assertThat(ending.kind()).isEqualTo(Ending.Kind.FAILED);
            assertThat(ending.failure()).isInstanceOf(DataException.class).hasMessage("a wrong file");
        }
        assertThat(journals.get("bad").committed()).isEqualTo(1);
    }

    private record ByTrial(Map<String, ToyRun> journals) implements Journal {
        @Override
        public Optional<Position> position(String trial) {
            return journals.get(trial).position(trial);
        }

        @Override
        public void commit(Block block) {
            journals.get(block.trial()).commit(block);
        }

        @Override
        public OwnStates ownStates(String trial) {
            return journals.get(trial).ownStates(trial);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anExecutorOfAnotherArithmeticIsRefused(TestedExchange tested) {
        try (Exchange exchange = tested.open(spark, 2, "0123456789abcdef", 1)) {
            assertThatThrownBy(() -> ToyRun.of(exchange, PROGRAM, directory, "toy"))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining("computes other bits than this run")
                    .hasMessageContaining(Arithmetic.fingerprint().substring(0, 12))
                    .hasMessageContaining("0123456789ab");
        }
    }

    private static Exchange open(TestedExchange tested) {
        return tested.open(spark, 3, Arithmetic.fingerprint(), 1);
    }

    private static FaultyProgram failing(String name, RuntimeException error) {
        return FaultyProgram.of(PROGRAM, name, (unit, state) -> {
            if (state.round() == SECOND_BLOCK && unit.key() == 3) {
                throw error;
            }
        });
    }

    /** Tasks that were stopped may be at their last unit still. */
    private static void requireWorkersClosed(FaultyProgram program) {
        FaultyProgram.Counts counts = program.counts();
        await().atMost(QUICKLY)
                .untilAsserted(() ->
                        assertThat(counts.closed.get()).as("workers closed").isEqualTo(counts.opened.get()));
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
