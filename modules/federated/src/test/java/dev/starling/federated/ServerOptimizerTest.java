package dev.starling.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.engine.Vectors;
import dev.starling.federated.ServerOptimizer.Adaptive;
import dev.starling.federated.ServerOptimizer.Adaptive.Rule;
import dev.starling.federated.ServerOptimizer.Adaptive.Start;
import dev.starling.federated.ServerOptimizer.Average;
import dev.starling.federated.ServerOptimizer.Momentum;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Three rounds from zero with the movements (1, -2), (.5, .5), (-1, .25), against traces made with NumPy. */
class ServerOptimizerTest {
    private static final double[][] MOVEMENTS = {{1, -2}, {.5, .5}, {-1, .25}};

    static Stream<Arguments> traces() {
        return Stream.of(
                Arguments.of(new Average(0.5), new double[][] {{0.5, -1.0}, {0.75, -0.75}, {0.25, -0.625}}),
                Arguments.of(new Momentum(1, 0.9), new double[][] {{1.0, -2.0}, {2.4, -3.3}, {2.66, -4.22}}),
                Arguments.of(new Adaptive(Rule.ADAGRAD, .1, 0, 0, 1e-3, Start.TAU_SQUARED), new double[][] {
                    {0.09990005, -0.0999500125}, {0.1445814274, -0.0757082118}, {0.0779591904, -0.0636754222}
                }),
                Arguments.of(new Adaptive(Rule.ADAM, .1, .9, .99, 1e-3, Start.TAU_SQUARED), new double[][] {
                    {0.0990050489, -0.0995012624}, {0.2236048965, -0.1625513643}, {0.2409088459, -0.2070642509}
                }),
                Arguments.of(new Adaptive(Rule.YOGI, .1, .9, .99, 1e-3, Start.TAU_SQUARED), new double[][] {
                    {0.0990049999, -0.09950125}, {0.2231098153, -0.162255372}, {0.2403279783, -0.2063445463}
                }),
                Arguments.of(new Adaptive(Rule.ADAM, .1, .9, .99, 1e-3, Start.ZERO_BIAS_CORRECTED), new double[][] {
                    {0.099009901, -0.0995024876}, {0.1915239009, -0.1463151952}, {0.2025284151, -0.17462305}
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("traces")
    void movesAsTheTrace(ServerOptimizer server, double[][] expected) {
        Vectors state = server.begin(Vectors.empty().with(ServerOptimizer.MODEL, new float[2]));
        for (int round = 0; round < 3; round++) {
            state = server.step(state, MOVEMENTS[round], round);
            for (int i = 0; i < 2; i++) {
                // The model is float32, so each round may be off by half a unit in its last place.
                assertThat((double) state.floats(ServerOptimizer.MODEL)[i])
                        .as("round %s, parameter %s", round, i)
                        .isCloseTo(expected[round][i], within(5e-7));
            }
        }
    }
}
