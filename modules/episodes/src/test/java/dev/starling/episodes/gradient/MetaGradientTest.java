package dev.starling.episodes.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.engine.Seed;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Network;
import dev.starling.nn.Networks;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The algebra, in double: against closed forms on quadratics, against finite differences on a network. */
class MetaGradientTest {
    private static final double RATE = 0.05;
    private static final int FEATURES = 3;
    private static final int EXAMPLES = 7;

    /** A linear model: its mean squared error is a quadratic with Hessian 2/m Z'Z, where Z are the inputs and a column of ones. */
    private static final Network LINEAR = Networks.create("softmax-regression", new int[] {FEATURES}, 1);

    private static final Network TANH = Networks.create("tanh-mlp", new int[] {FEATURES}, 1, 5, 4);

    private record Data(double[] x, double[] y) {
        static Data draw(long seed, String name) {
            RandomGenerator random = Seed.of(seed).child(name).random();
            return new Data(
                    random.doubles(EXAMPLES * FEATURES, -1, 1).toArray(),
                    random.doubles(EXAMPLES, -2, 2).toArray());
        }

        InnerLoop.Batch in(Scope scope) {
            return new InnerLoop.Batch(scope.tensor(x, EXAMPLES, FEATURES), scope.tensor(y, EXAMPLES, 1));
        }

        /** Gradient of the linear model's loss: {@code A theta - b}. */
        double[] gradient(double[] theta) {
            double[] gradient = new double[FEATURES + 1];
            for (int i = 0; i < EXAMPLES; i++) {
                double error = -y[i];
                for (int j = 0; j <= FEATURES; j++) {
                    error += z(i, j) * theta[j];
                }
                for (int j = 0; j <= FEATURES; j++) {
                    gradient[j] += 2.0 / EXAMPLES * error * z(i, j);
                }
            }
            return gradient;
        }

        /** {@code (I - RATE A) v}. */
        double[] contracted(double[] v) {
            double[] zero = gradient(new double[FEATURES + 1]);
            double[] product = gradient(v);
            double[] result = v.clone();
            for (int j = 0; j <= FEATURES; j++) {
                result[j] -= RATE * (product[j] - zero[j]);
            }
            return result;
        }

        private double z(int i, int j) {
            return j == FEATURES ? 1 : x[i * FEATURES + j];
        }
    }

    private static double[] parameters(Network network, long seed) {
        RandomGenerator random = Seed.of(seed).child("parameters").random();
        return random.doubles(network.layout().size(), -1, 1).toArray();
    }

    private static double[] results(
            Network network,
            Direction direction,
            int steps,
            int firstAdapted,
            double[] theta,
            Data support,
            Data query,
            int which) {
        InnerLoop inner = new InnerLoop(
                new Problem(network, true),
                new InnerRule.Sgd(RATE),
                steps,
                firstAdapted,
                direction == Direction.SECOND_ORDER);
        MetaGradient function = new MetaGradient(inner, direction);
        try (Scope root = Scope.open()) {
            InnerLoop.Batch s = support.in(root);
            InnerLoop.Batch q = query.in(root);
            Tensor start = root.tensor(theta, theta.length);
            return root.replay(function, List.of(start, s.x(), s.y(), q.x(), q.y()), function)
                    .get(which)
                    .toDoubles();
        }
    }

    private static double[] contribution(
            Network network, Direction direction, int steps, double[] theta, Data support, Data query) {
        return results(network, direction, steps, 0, theta, support, query, 0);
    }

    private static double[] adapted(Data support, double[] theta, int steps) {
        double[] moved = theta.clone();
        for (int step = 0; step < steps; step++) {
            double[] gradient = support.gradient(moved);
            for (int j = 0; j < moved.length; j++) {
                moved[j] -= RATE * gradient[j];
            }
        }
        return moved;
    }

    @ParameterizedTest(name = "{0} steps, seed {1}")
    @CsvSource({"1, 1", "2, 2", "5, 3"})
    void onQuadraticsTheSecondOrderGradientIsTheClosedForm(int steps, long seed) {
        Data support = Data.draw(seed, "support");
        Data query = Data.draw(seed, "query");
        double[] theta = parameters(LINEAR, seed);
        double[] expected = query.gradient(adapted(support, theta, steps));
        for (int step = 0; step < steps; step++) {
            expected = support.contracted(expected);
        }
        // Float64 throughout: what is left is rounding over some hundred operations.
        assertThat(contribution(LINEAR, Direction.SECOND_ORDER, steps, theta, support, query))
                .containsExactly(expected, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void onQuadraticsTheFirstOrderGradientIsTheQueryGradientAtTheEnd(int steps) {
        Data support = Data.draw(4, "support");
        Data query = Data.draw(4, "query");
        double[] theta = parameters(LINEAR, 4);
        assertThat(contribution(LINEAR, Direction.FIRST_ORDER, steps, theta, support, query))
                .containsExactly(query.gradient(adapted(support, theta, steps)), within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(names = {"FIRST_ORDER", "SECOND_ORDER"})
    void withoutInnerStepsAllContributeTheQueryGradient(Direction direction) {
        Data query = Data.draw(5, "query");
        double[] theta = parameters(LINEAR, 5);
        assertThat(contribution(LINEAR, direction, 0, theta, Data.draw(5, "support"), query))
                .containsExactly(query.gradient(theta), within(1e-12));
    }

    /** So an outer step of size 1 is one step of gradient descent. */
    @Test
    void reptileWithOneStepContributesTheStepSizeTimesTheGradient() {
        Data support = Data.draw(6, "support");
        double[] theta = parameters(LINEAR, 6);
        double[] expected =
                Arrays.stream(support.gradient(theta)).map(g -> RATE * g).toArray();
        assertThat(contribution(LINEAR, Direction.MOVEMENT, 1, theta, support, Data.draw(6, "query")))
                .containsExactly(expected, within(1e-12));
    }

    @ParameterizedTest(name = "{0} steps, adapted from entry {1}")
    @CsvSource({"1, 0", "3, 0", "1, 4", "3, 4"})
    void throughATanhNetworkTheSecondOrderGradientIsThatOfFiniteDifferences(int steps, int firstAdapted) {
        Data support = Data.draw(7, "support");
        Data query = Data.draw(7, "query");
        double[] theta = parameters(TANH, 7);
        double[] exact = results(TANH, Direction.SECOND_ORDER, steps, firstAdapted, theta, support, query, 0);
        double h = 1e-5;
        for (int i = 0; i < theta.length; i++) {
            double[] above = theta.clone();
            double[] below = theta.clone();
            above[i] += h;
            below[i] -= h;
            double slope = (queryLoss(steps, firstAdapted, above, support, query)
                            - queryLoss(steps, firstAdapted, below, support, query))
                    / (2 * h);
            // Central differences err by h^2 times a third derivative.
            assertThat(exact[i]).as("parameter %s", i).isCloseTo(slope, within(1e-6 * Math.max(0.1, Math.abs(slope))));
        }
    }

    private static double queryLoss(int steps, int firstAdapted, double[] theta, Data support, Data query) {
        return results(TANH, Direction.SECOND_ORDER, steps, firstAdapted, theta, support, query, 1)[steps];
    }

    @Test
    void headOnlyStepsLeaveTheBodyAndMoveTheHeadAsFullStepsWould() {
        Data support = Data.draw(8, "support");
        double[] theta = parameters(TANH, 8);
        double[] all = results(TANH, Direction.MOVEMENT, 1, 0, theta, support, support, 0);
        double[] head = results(TANH, Direction.MOVEMENT, 1, 4, theta, support, support, 0);
        int body = TANH.layout().entries().get(4).offset();
        assertThat(Arrays.copyOf(head, body)).containsOnly(0);
        assertThat(Arrays.copyOfRange(head, body, head.length))
                .containsExactly(Arrays.copyOfRange(all, body, all.length), within(1e-12));
    }

    @Test
    void innerAdamStepsByTheSignOfTheFirstGradient() {
        Data support = Data.draw(9, "support");
        double[] theta = parameters(LINEAR, 9);
        InnerLoop inner = new InnerLoop(new Problem(LINEAR, true), new InnerRule.Adam(RATE, 0.999, 1e-12), 1, 0, false);
        try (Scope root = Scope.open()) {
            InnerLoop.Batch batch = support.in(root);
            double[] moved = inner.run(root.variable(root.tensor(theta, theta.length)), List.of(batch))
                    .end()
                    .moved()
                    .toDoubles();
            double[] gradient = support.gradient(theta);
            for (int j = 0; j < theta.length; j++) {
                assertThat(moved[j]).isCloseTo(theta[j] - RATE * Math.signum(gradient[j]), within(1e-8));
            }
        }
    }
}
