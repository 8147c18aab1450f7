package dev.starling.episodes.proto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Network;
import dev.starling.nn.Networks;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingTest {
    private static final int WAYS = 3;
    private static final int SHOTS = 2;
    private static final int QUERIES = 2;

    static Stream<Arguments> networksAndSeeds() {
        return Stream.of(Networks.tanhMlp(new int[] {6}, 4, 5), Networks.conv4Embedding(new int[] {16, 16, 1}, 3))
                .flatMap(network -> Stream.of(1L, 2L).map(seed -> Arguments.of(network, seed)));
    }

    /** float64; a step of 1e-6 balances truncation and rounding, and hardly ever crosses a kink of ReLU or pooling. */
    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("networksAndSeeds")
    void theGradientAlongADirectionIsWhatCentralDifferencesOfTheLossSay(Network network, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] initial = network.initial(random);
        double[] parameters = IntStream.range(0, initial.length)
                .mapToDouble(i -> initial[i] + random.nextDouble(-0.1, 0.1))
                .toArray();
        double[] direction = random.doubles(parameters.length, -1, 1).toArray();
        double[] support = random.doubles(size(network) * WAYS * SHOTS, -1, 1).toArray();
        double[] query = random.doubles(size(network) * WAYS * QUERIES, -1, 1).toArray();
        double step = 1e-6;

        double expected = (value(network, moved(parameters, direction, step), support, query, 0)[0]
                        - value(network, moved(parameters, direction, -step), support, query, 0)[0])
                / (2 * step);
        double[] gradient = value(network, parameters, support, query, 2);

        double actual = IntStream.range(0, gradient.length)
                .mapToDouble(i -> gradient[i] * direction[i])
                .sum();
        double scale =
                Math.sqrt(Arrays.stream(gradient).map(value -> value * value).sum());
        assertThat(Math.abs(actual - expected)).as("seed %s", seed).isLessThan(1e-6 * scale);
    }

    private static double[] value(Network network, double[] parameters, double[] support, double[] query, int result) {
        double[] membership = new double[WAYS * WAYS * SHOTS];
        double[] targets = new double[WAYS * QUERIES * WAYS];
        for (int i = 0; i < WAYS * SHOTS; i++) {
            membership[i / SHOTS * WAYS * SHOTS + i] = 1.0 / SHOTS;
        }
        for (int i = 0; i < WAYS * QUERIES; i++) {
            targets[i * WAYS + i / QUERIES] = 1;
        }
        try (Scope scope = Scope.open()) {
            List<Tensor> given = List.of(
                    scope.tensor(parameters, parameters.length),
                    scope.tensor(membership, WAYS, WAYS * SHOTS),
                    scope.tensor(support, shape(network, WAYS * SHOTS)),
                    scope.tensor(query, shape(network, WAYS * QUERIES)),
                    scope.tensor(targets, WAYS * QUERIES, WAYS));
            return new Training(network).apply(given).get(result).toDoubles();
        }
    }

    private static double[] moved(double[] parameters, double[] direction, double step) {
        return IntStream.range(0, parameters.length)
                .mapToDouble(i -> parameters[i] + step * direction[i])
                .toArray();
    }

    private static int size(Network network) {
        return Arrays.stream(network.inputShape()).reduce(1, Math::multiplyExact);
    }

    private static int[] shape(Network network, int count) {
        return IntStream.concat(IntStream.of(count), Arrays.stream(network.inputShape()))
                .toArray();
    }
}
