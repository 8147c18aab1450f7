package dev.starling.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Block;
import dev.starling.engine.InProcessExchange;
import dev.starling.engine.Journal;
import dev.starling.engine.OwnStates;
import dev.starling.engine.Progress;
import dev.starling.engine.Trial;
import dev.starling.engine.TrialLoop;
import dev.starling.spark.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rounds that are timed against each other do the same work. */
class EmptyRoundsTest {

    private static final int PARAMETERS = 4099;
    private static final int ROUNDS = 3;

    @Test
    void roundsOfTheEngineEndWithTheContribution() {
        List<Block> blocks = new ArrayList<>();
        Journal journal = new Journal() {
            @Override
            public Optional<Position> position(String trial) {
                return Optional.empty();
            }

            @Override
            public void commit(Block block) {
                blocks.add(block);
            }

            @Override
            public OwnStates ownStates(String trial) {
                return OwnStates.none();
            }
        };
        EmptyProgram program = new EmptyProgram(PARAMETERS, 2, ROUNDS, 10);

        new TrialLoop("test", new InProcessExchange(), journal, ROUNDS, Progress.silent(), () -> 0L)
                .run(new Trial("empty", "empty", 0, program));

        assertThat(blocks).hasSize(1);
        assertThat(blocks.get(0).end().round()).isEqualTo(ROUNDS);
        assertThat(blocks.get(0).conclusion().model().parameters()).isEqualTo(EmptyProgram.contribution(PARAMETERS));
    }

    @Test
    @Tag("spark")
    void plainRoundsEndWithTheSameModel() {
        List<Double> millis = new ArrayList<>();
        try (JavaSparkContext spark = Sessions.open("tests", "local[2]", Map.of());
                PlainRounds plain = new PlainRounds(spark, 2, 16)) {
            assertThat(plain.block(PARAMETERS, ROUNDS, millis)).isEqualTo(EmptyProgram.contribution(PARAMETERS));
        }
        assertThat(millis).hasSize(ROUNDS).allMatch(each -> each > 0);
    }

    @Test
    void contributionsLieInTheUnitIntervalAndDiffer() {
        float[] values = EmptyProgram.contribution(PARAMETERS);
        List<Float> seen = new ArrayList<>();
        for (float value : values) {
            assertThat(value).isBetween(0f, 1f);
            seen.add(value);
        }
        assertThat(seen).doesNotHaveDuplicates();
    }
}
