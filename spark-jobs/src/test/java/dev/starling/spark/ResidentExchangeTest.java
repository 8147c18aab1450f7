package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Exchange;
import dev.starling.engine.InProcessExchange;
import dev.starling.engine.Partial;
import dev.starling.engine.RoundRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class ResidentExchangeTest {

    private static final ToyProgram PROGRAM = new ToyProgram(5, 7, 9);

    private static JavaSparkContext spark;

    @TempDir
    private Path directory;

    @BeforeAll
    static void open() {
        spark = Sessions.open("tests", "local[3]", Map.of());
    }

    @AfterAll
    static void close() {
        spark.close();
    }

    @Test
    void aBlockIsOneJobWithATaskASlot() {
        ToyRun run;
        try (Exchange exchange = exchange(1, 1)) {
            run = ToyRun.of(exchange, PROGRAM, directory, "jobs");
        }
        assertThat(run.committed()).isEqualTo(3);
        assertThat(tasks("jobs")).containsExactly(3, 3, 3);
    }

    @Test
    void trialsSideBySideShareTheSlotsAndTheLastHasThemAll() {
        try (Exchange exchange = exchange(5, 2)) {
            for (String trial : List.of("first", "second", "third", "fourth", "last")) {
                ToyRun.of(exchange, PROGRAM, directory, trial);
                exchange.finished(trial);
            }
        }
        assertThat(tasks("first")).containsOnly(1);
        assertThat(tasks("fourth")).containsOnly(1);
        assertThat(tasks("last")).containsOnly(3);
    }

    @Test
    void moreTrialsThanSlotsHaveATaskEach() {
        try (Exchange exchange = exchange(5, 5)) {
            ToyRun.of(exchange, PROGRAM, directory, "many");
        }
        assertThat(tasks("many")).containsOnly(1);
    }

    @Test
    void aRoundByItselfIsAJobByItself() {
        try (Exchange exchange = exchange(1, 1)) {
            ToyRun run = ToyRun.of(new RoundByRound(exchange), PROGRAM, directory, "rounds");
            ToyRun expected = ToyRun.of(new InProcessExchange(), PROGRAM, directory, "rounds");
            assertThat(run.stateHash()).isEqualTo(expected.stateHash());
            assertThat(run.rows()).isEqualTo(expected.rows());
        }
        assertThat(tasks("rounds")).hasSize(8).containsOnly(3);
    }

    @Test
    void workersAreKeptFromBlockToBlock() {
        FaultyProgram program = FaultyProgram.of(PROGRAM, "kept", (unit, state) -> {});
        try (Exchange exchange = exchange(1, 1)) {
            new ToyRun(directory).goOn(exchange, program, "kept");
            assertThat(program.counts().opened.get()).isBetween(1, 3);
            assertThat(program.counts().closed.get()).isZero();
            exchange.finished("kept");
            assertThat(program.counts().closed.get())
                    .isEqualTo(program.counts().opened.get());
        }
    }

    @Test
    void aTaskThatComesWhenItsWorkIsOverDoesNothing() {
        assertThat(new TeamTask(spark.sc().applicationId(), Long.MAX_VALUE)
                        .apply(scala.collection.Iterator$.MODULE$.single(0))
                        .next())
                .isEmpty();
    }

    private static Exchange exchange(int trials, int parallel) {
        return new ResidentExchange(spark, 4, Arithmetic.fingerprint(), trials, parallel);
    }

    /** How many tasks each of a trial's jobs had. */
    private static List<Integer> tasks(String trial) {
        return IntStream.of(spark.statusTracker().getJobIdsForGroup("toy/" + trial))
                .map(job -> spark.statusTracker().getJobInfo(job).stageIds()[0])
                .map(stage -> spark.statusTracker().getStageInfo(stage).numTasks())
                .boxed()
                .toList();
    }

    /** What asks another exchange for single rounds, as the baseline does. */
    private record RoundByRound(Exchange others) implements Exchange {
        @Override
        public String name() {
            return "round-by-round";
        }

        @Override
        public Partial run(RoundRequest request) {
            return others.run(request);
        }
    }
}
