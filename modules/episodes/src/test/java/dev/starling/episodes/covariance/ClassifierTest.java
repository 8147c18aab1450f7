package dev.starling.episodes.covariance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Layout;
import dev.starling.nn.Network;
import dev.starling.nn.Networks;
import dev.starling.nn.PowerIteration;
import dev.starling.nn.SpectralNorm;
import dev.starling.nn.Widths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClassifierTest {
    private static final int WAYS = 3;
    private static final int SHOTS = 4;
    private static final int QUERIES = 5;
    private static final int UNITS = 8;

    static Stream<Arguments> headsAndNorms() {
        return Stream.of(
                Arguments.of(new Head.Encoded(new SetEncoder(UNITS, UNITS, 4, 0)), SpectralNorm.Mode.RESCALE),
                Arguments.of(new Head.Encoded(new SetEncoder(UNITS, UNITS, 2, 1)), SpectralNorm.Mode.RESCALE),
                Arguments.of(new Head.Encoded(new SetEncoder(UNITS, 16, 4, 4)), SpectralNorm.Mode.LEARNED),
                Arguments.of(new Head.Gathered(UNITS, false), SpectralNorm.Mode.LEARNED),
                Arguments.of(new Head.Gathered(UNITS, true), SpectralNorm.Mode.RESCALE),
                Arguments.of(new Head.Prototypes(), SpectralNorm.Mode.OFF));
    }

    /** float64; a step of 1e-6 balances truncation and rounding, and hardly ever crosses a kink of a ReLU. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("headsAndNorms")
    void theGradientIsWhatCentralDifferencesOfTheLossSay(Head head, SpectralNorm.Mode mode) {
        Network network = Networks.residualEmbedding(
                "residual-mlp", new int[] {2}, new Widths(1, UNITS, UNITS, UNITS), new SpectralNorm(mode, 0.7), 0);
        SplittableRandom random = new SplittableRandom(5);
        double[] parameters = parameters(network, head, random);
        double[] points = random.doubles(2 * WAYS * (SHOTS + QUERIES), -1, 1).toArray();
        float[] spectra = PowerIteration.begin(network, network.initial(new SplittableRandom(6)), random);
        double[] gradient = value(network, head, parameters, points, spectra, 2);
        double length = Math.sqrt(Arrays.stream(gradient).map(x -> x * x).sum());
        Layout layout = Classifier.layout(network, head);
        for (Layout.Entry entry : layout.entries()) {
            double[] direction = new double[parameters.length];
            for (int i = 0; i < entry.size(); i++) {
                direction[entry.offset() + i] = random.nextDouble(-1, 1);
            }
            double expected = (value(network, head, moved(parameters, direction, 1e-6), points, spectra, 0)[0]
                            - value(network, head, moved(parameters, direction, -1e-6), points, spectra, 0)[0])
                    / 2e-6;
            double actual = IntStream.range(0, gradient.length)
                    .mapToDouble(i -> gradient[i] * direction[i])
                    .sum();
            assertThat(Math.abs(actual - expected)).as(entry.name()).isLessThan(1e-5 * length);
        }
        assertThat(length).isGreaterThan(1e-3);
    }

    private static double[] parameters(Network network, Head head, SplittableRandom random) {
        float[] own = network.initial(random);
        float[] heads = head.initial(random);
        return IntStream.range(0, own.length + heads.length)
                .mapToDouble(i -> (i < own.length ? own[i] : heads[i - own.length]) + random.nextDouble(-0.1, 0.1))
                .toArray();
    }

    private static double[] value(
            Network network, Head head, double[] parameters, double[] points, float[] spectra, int result) {
        double[] targets = new double[WAYS * QUERIES * WAYS];
        for (int i = 0; i < WAYS * QUERIES; i++) {
            targets[i * WAYS + i / QUERIES] = 1;
        }
        int support = 2 * WAYS * SHOTS;
        double[] vectors =
                IntStream.range(0, spectra.length).mapToDouble(i -> spectra[i]).toArray();
        try (Scope scope = Scope.open()) {
            List<Tensor> given = new ArrayList<>(List.of(
                    scope.tensor(parameters, parameters.length),
                    scope.tensor(Arrays.copyOf(points, support), WAYS * SHOTS, 2),
                    scope.tensor(Arrays.copyOfRange(points, support, points.length), WAYS * QUERIES, 2)));
            if (vectors.length > 0) {
                given.add(scope.tensor(vectors, vectors.length));
            }
            given.add(scope.tensor(targets, WAYS * QUERIES, WAYS));
            return new Classifier(network, head, WAYS)
                    .training(given)
                    .get(result)
                    .toDoubles();
        }
    }

    private static double[] moved(double[] parameters, double[] direction, double step) {
        return IntStream.range(0, parameters.length)
                .mapToDouble(i -> parameters[i] + step * direction[i])
                .toArray();
    }
}
