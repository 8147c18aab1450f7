package dev.starling.episodes.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.episodes.Samples;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrototypesTest {
    private static final int WAYS = 7;
    private static final int QUERIES = 40;
    private static final int FEATURES = 5;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void oneShotWithoutAnEmbeddingIsTheNearestNeighbor(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] support = uniform(random, WAYS * FEATURES);
        float[] query = uniform(random, QUERIES * FEATURES);
        int[] labels = IntStream.range(0, WAYS).toArray();

        float[] logits = logits(Samples.ofClasses(support, labels), query);

        for (int q = 0; q < QUERIES; q++) {
            int nearest = 0;
            int predicted = 0;
            for (int k = 1; k < WAYS; k++) {
                nearest = distance(support, k, query, q) < distance(support, nearest, query, q) ? k : nearest;
                predicted = logits[q * WAYS + k] > logits[q * WAYS + predicted] ? k : predicted;
            }
            assertThat(predicted).as("seed %s, query %s", seed, q).isEqualTo(nearest);
            // Float32 sums of a few terms about 1.
            assertThat((double) logits[q * WAYS + nearest])
                    .isCloseTo(-distance(support, nearest, query, q), within(1e-5));
        }
    }

    @Test
    void aClassIsTheMeanOfItsExamplesWhereverTheyStand() {
        float[] support = {0, 0, 10, 10, 2, 4, 12, 14};

        float[] logits = logits(Samples.ofClasses(support, 0, 1, 0, 1), new float[] {1, 2, 11, 13}, 2);

        assertThat(logits).containsExactly(0, -(100 + 100), -(100 + 121), -1);
    }

    private static float[] logits(Samples support, float... query) {
        return logits(support, query, FEATURES);
    }

    private static float[] logits(Samples support, float[] query, int features) {
        int ways = IntStream.of(support.labels()).max().orElseThrow() + 1;
        try (Scope scope = Scope.open()) {
            Tensor membership = Prototypes.membership(scope, support, ways);
            return Prototypes.logits(
                            membership,
                            scope.tensor(support.inputs(), support.count(), features),
                            scope.tensor(query, query.length / features, features))
                    .toFloats();
        }
    }

    private static double distance(float[] support, int k, float[] query, int q) {
        double sum = 0;
        for (int i = 0; i < FEATURES; i++) {
            double difference = (double) support[k * FEATURES + i] - query[q * FEATURES + i];
            sum += difference * difference;
        }
        return sum;
    }

    private static float[] uniform(SplittableRandom random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
