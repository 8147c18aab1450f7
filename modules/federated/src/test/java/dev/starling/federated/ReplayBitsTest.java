package dev.starling.federated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.InProcessExchange;
import dev.starling.engine.Trial;
import dev.starling.testing.MemoryJournal;
import dev.starling.testing.SummedExchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether steps are replayed or evaluated anew is not to be seen in any sum or row. */
class ReplayBitsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server = momentum",
                "loss = localmix, proximal-mu = 0.1",
                "loss = naivemix, max-gradient-norm = 0.5",
                "loss = fedmix, pairing = per-sample",
                "loss = fedmix, control-variates = true, server = adam",
                "aggregation = normalized"
            })
    void replayedRoundsHaveTheSumsAndRowsOfEagerOnes(String algorithm) {
        SummedExchange replayed = run(algorithm, true);
        SummedExchange eager = run(algorithm, false);
        assertThat(replayed.rounds()).hasSizeGreaterThan(2);
        for (int round = 0; round < replayed.rounds().size(); round++) {
            assertThat(replayed.rounds().get(round))
                    .as("round %s of %s", round, algorithm)
                    .isEqualTo(eager.rounds().get(round));
        }
    }

    private static SummedExchange run(String algorithm, boolean replay) {
        Trial trial = Runs.tiny("""
                        starling.kernel.replay = %s
                        starling.federated {
                          rounds = 2
                          partition { method = quantity-skew, min-samples = 7 }
                          model.dropout = 0.3
                          algorithms = [ { name = a, learning-rate = 0.05, %s } ]
                        }
                        """.formatted(replay, algorithm)).trials().get(0);
        SummedExchange exchange = new SummedExchange(new InProcessExchange());
        Runs.run(trial, 10, new MemoryJournal(), exchange);
        return exchange;
    }
}
