package dev.starling.bench;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MamlTest {
    private static final int SUPPORT = 4;
    private static final int QUERY = 6;

    static Stream<Arguments> networksAndSeeds() {
        Network smooth = Networks.tanhMlp(new int[] {5}, 3, 4);
        Network conv4 = Networks.conv4(new int[] {16, 16, 1}, 2, 2);
        return Stream.of(smooth, conv4)
                .flatMap(network -> Stream.of(1L, 2L, 3L).map(seed -> Arguments.of(network, seed)));
    }

    /** float64; a step of 1e-6 balances truncation and rounding, and hardly ever crosses a kink of ReLU or pooling. */
    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("networksAndSeeds")
    void theMetaGradientAlongADirectionIsWhatCentralDifferencesOfTheQueryLossSay(Network network, long seed) {
        Task task = new Task(network, seed);
        double[] direction = task.random.doubles(task.parameters.length, -1, 1).toArray();
        double step = 1e-6;

        double expected = (task.loss(moved(task.parameters, direction, step))
                        - task.loss(moved(task.parameters, direction, -step)))
                / (2 * step);

        double[] gradient = task.gradient();
        double actual = IntStream.range(0, gradient.length)
                .mapToDouble(i -> gradient[i] * direction[i])
                .sum();
        double scale =
                Math.sqrt(Arrays.stream(gradient).map(value -> value * value).sum());
        assertThat(Math.abs(actual - expected)).as("seed %s", seed).isLessThan(1e-6 * scale);
    }

    @Test
    void theSecondOrderIsPartOfTheGradient() {
        Task task = new Task(Networks.tanhMlp(new int[] {5}, 3, 4), 1);
        Task still = new Task(Networks.tanhMlp(new int[] {5}, 3, 4), 1, 0);

        assertThat(task.gradient()).isNotEqualTo(still.gradient());
    }

    @Test
    void aReplayedMetaStepHasTheBitsOfTheFirst() {
        Task task = new Task(Networks.conv4(new int[] {16, 16, 1}, 2, 2), 1);
        try (Scope scope = Scope.open();
                Scope plain = Scope.openWithoutReplay()) {
            double[] expected = task.replayed(plain);

            assertThat(task.replayed(scope)).isEqualTo(expected);
            assertThat(task.replayed(scope)).isEqualTo(expected);
        }
    }

    private static double[] moved(double[] point, double[] direction, double step) {
        return IntStream.range(0, point.length)
                .mapToDouble(i -> point[i] + step * direction[i])
                .toArray();
    }

    /** A few random examples of a network's shape, in float64. */
    private static final class Task {
        final SplittableRandom random;
        final Network network;
        final Maml maml;
        final double[] parameters;
        final double[][] examples;

        Task(Network network, long seed) {
            this(network, seed, 0.1);
        }

        Task(Network network, long seed, double innerRate) {
            this.network = network;
            random = new SplittableRandom(seed);
            maml = new Maml(network, 3, innerRate);
            float[] initial = network.initial(random);
            parameters = IntStream.range(0, initial.length)
                    .mapToDouble(i -> initial[i])
                    .toArray();
            int features = Arrays.stream(network.inputShape()).reduce(1, Math::multiplyExact);
            examples = new double[][] {
                random.doubles((long) SUPPORT * features).toArray(),
                random.doubles((long) QUERY * features).toArray()
            };
        }

        double loss(double[] at) {
            try (Scope scope = Scope.open()) {
                return result(scope, at, 0).item();
            }
        }

        double[] gradient() {
            try (Scope scope = Scope.open()) {
                return result(scope, parameters, 1).toDoubles();
            }
        }

        double[] replayed(Scope root) {
            try (Scope scope = root.child()) {
                return scope.replay(maml, tensors(scope, parameters), this::step)
                        .get(1)
                        .toDoubles();
            }
        }

        private Tensor result(Scope scope, double[] at, int which) {
            return step(tensors(scope, at)).get(which);
        }

        private List<Tensor> step(List<Tensor> given) {
            return maml.lossAndGradient(given.get(0), given.get(1), given.get(2), given.get(3), given.get(4));
        }

        private List<Tensor> tensors(Scope scope, double[] at) {
            return List.of(
                    scope.tensor(at, at.length),
                    inputs(scope, 0, SUPPORT),
                    labels(scope, SUPPORT),
                    inputs(scope, 1, QUERY),
                    labels(scope, QUERY));
        }

        private Tensor inputs(Scope scope, int set, int count) {
            int[] shape = IntStream.concat(IntStream.of(count), Arrays.stream(network.inputShape()))
                    .toArray();
            return scope.tensor(examples[set], shape);
        }

        private Tensor labels(Scope scope, int count) {
            double[] labels = new double[count * network.outputs()];
            for (int i = 0; i < count; i++) {
                labels[i * network.outputs() + i % network.outputs()] = 1;
            }
            return scope.tensor(labels, count, network.outputs());
        }
    }
}
