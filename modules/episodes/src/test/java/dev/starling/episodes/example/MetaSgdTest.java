package dev.starling.episodes.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Trial;
import dev.starling.episodes.MetaEvaluationRow;
import dev.starling.episodes.Runs;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetaSgdTest {

    @Test
    void aMethodOfOnesOwnIsRegisteredTrainedAndTested() {
        Trial trial = Runs.read("""
                        starling.episodes {
                          iterations = 2000, meta-batch = 5
                          model { hidden = [40, 40], initialization = fan-in }
                          validation { every = 0, episodes = 5 }, evaluation.episodes = 40
                          methods = [{ name = mine, method = meta-sgd }]
                        }
                        """).trials().get(0);
        List<MetaEvaluationRow> tests = Runs.run(trial).rows(MetaEvaluationRow.class).stream()
                .filter(row -> row.kind().equals("test"))
                .toList();
        assertThat(tests).singleElement().satisfies(row -> {
            assertThat(row.episodes()).isEqualTo(40);
            assertThat(row.queryLoss()[1]).isLessThan(0.8 * row.queryLoss()[0]);
        });
    }
}
