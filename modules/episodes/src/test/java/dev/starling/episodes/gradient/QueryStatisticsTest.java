package dev.starling.episodes.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Network;
import dev.starling.nn.Networks;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueryStatisticsTest {
    private static final int SUPPORT = 3;
    private static final int QUERIES = 4;
    private static final int WAYS = 2;

    private final Scope scope = Scope.open();
    private final SplittableRandom random = new SplittableRandom(1);
    private final Network network = Networks.stridedConv4(new int[] {8, 8, 1}, WAYS, 3);
    private final Problem problem = new Problem(network, false);
    private final float[] initial = network.initial(random);
    private final List<Tensor> parts = network.layout().split(scope.tensor(initial, initial.length));
    private final Tensor support = images(SUPPORT);
    private final Tensor query = images(QUERIES);

    @AfterEach
    void close() {
        scope.close();
    }

    private Tensor images(int count) {
        float[] values = new float[count * 64];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return scope.tensor(values, count, 8, 8, 1);
    }

    @Test
    void supportPlusOneIsEachQueryBesideTheSupportSetAlone() {
        float[] all = QueryStatistics.SUPPORT_PLUS_ONE
                .outputs(problem, parts, support, query)
                .toFloats();

        for (int q = 0; q < QUERIES; q++) {
            Tensor batch = Tensor.concat(0, List.of(support, query.slice(0, q, q + 1)));
            float[] alone = problem.outputs(parts, batch).toFloats();
            for (int c = 0; c < WAYS; c++) {
                assertThat(all[q * WAYS + c]).as("query %s", q).isEqualTo(alone[SUPPORT * WAYS + c]);
            }
        }
    }

    @Test
    void onlyTransductivePredictionsDependOnOtherQueries() {
        for (QueryStatistics statistics : QueryStatistics.values()) {
            float[] all = statistics.outputs(problem, parts, support, query).toFloats();
            float[] fewer = statistics
                    .outputs(problem, parts, support, query.slice(0, 0, 2))
                    .toFloats();

            if (statistics == QueryStatistics.TRANSDUCTIVE) {
                assertThat((double) fewer[0]).isNotCloseTo(all[0], within(1e-4));
            } else {
                assertThat(fewer[0]).isEqualTo(all[0]);
            }
        }
    }
}
