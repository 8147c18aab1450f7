package dev.starling.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.starling.kernel.Cases.Case;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every primitive's derivatives against central differences in float64, and the two modes against each other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrimitiveDerivativesTest {
    /** Central differences with this step err by about step^2, and by 1e-16 / step from rounding. */
    private static final double STEP = 1e-5;

    /** Hence this much of the largest entry. */
    private static final double TOLERANCE = 2e-7;

    private final Scope memory = Scope.open();

    @AfterAll
    void freeMemory() {
        memory.close();
    }

    static Stream<Case> cases() {
        return Cases.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theGradientAgreesWithCentralDifferencesInEachCoordinate(Case c) {
        try (Scope root = memory.child()) {
            Problem problem = new Problem(c);
            List<Tensor> x = problem.variables(root, problem.values);
            double[] actual = flat(Derivatives.gradient(problem.contracted(x, 0), x));
            double[] expected = new double[actual.length];
            for (int i = 0; i < expected.length; i++) {
                double[] coordinate = new double[actual.length];
                coordinate[i] = 1;
                expected[i] = problem.difference(root, coordinate, moved -> problem.contracted(moved, 0));
            }
            assertClose("gradient", actual, expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void secondAndThirdDerivativesAgreeWithCentralDifferences(Case c) {
        try (Scope root = memory.child()) {
            Problem problem = new Problem(c);
            for (int order = 2; order <= 3; order++) {
                int below = order - 1;
                List<Tensor> x = problem.variables(root, problem.values);
                double[] gradient = flat(Derivatives.gradient(problem.contracted(x, below), x));
                assertAlongDirections(
                        root, "derivative " + order, problem, gradient, moved -> problem.contracted(moved, below));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void forwardAndReverseModeAreTransposes(Case c) {
        try (Scope root = memory.child()) {
            Problem problem = new Problem(c);
            List<Tensor> x = problem.variables(root, problem.values);
            Tensor y = c.function().apply(x);
            Tensor cotangent = problem.cotangent(y);
            List<Tensor> tangents = problem.directions(root, 2);
            double forward = dot(Derivatives.jvp(y, x, tangents), cotangent).item();
            List<Tensor> pulled = Derivatives.vjp(List.of(y), List.of(cotangent), x);
            double reverse = 0;
            for (int i = 0; i < pulled.size(); i++) {
                reverse += dot(pulled.get(i), tangents.get(i)).item();
            }
            assertThat(forward).as("<c, J t> and <J' c, t>").isCloseTo(reverse, offset(1e-9 * (1 + Math.abs(reverse))));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theGradientOfADirectionalDerivativeIsThatOfReverseOverReverse(Case c) {
        try (Scope root = memory.child()) {
            Problem problem = new Problem(c);
            List<Tensor> x = problem.variables(root, problem.values);
            List<Tensor> both = new ArrayList<>(x);
            List<Tensor> tangents = new ArrayList<>();
            for (Tensor direction : problem.directions(root, 0)) {
                tangents.add(root.variable(direction));
            }
            both.addAll(tangents);
            Tensor y = c.function().apply(x);
            Tensor directional = dot(Derivatives.jvp(y, x, tangents), problem.cotangent(y));
            Tensor reversed = null;
            List<Tensor> pulled = Derivatives.vjp(List.of(y), List.of(problem.cotangent(y)), x);
            for (int i = 0; i < pulled.size(); i++) {
                reversed = Tensor.sum(reversed, dot(pulled.get(i), tangents.get(i)));
            }
            assertClose(
                    "with respect to operands and tangents",
                    flat(Derivatives.gradient(directional, both)),
                    flat(Derivatives.gradient(reversed, both)));
            assertAlongDirections(
                    root, "reverse over forward", problem, flat(Derivatives.gradient(directional, x)), moved -> {
                        Tensor output = c.function().apply(moved);
                        return dot(
                                Derivatives.jvp(output, moved, problem.directions(output.scope(), 0)),
                                problem.cotangent(output));
                    });
        }
    }

    /** One case with the weights that turn its results and derivatives into single numbers. */
    private static final class Problem {
        private final Case function;
        private final List<double[]> values;

        Problem(Case function) {
            this.function = function;
            this.values = function.draw();
        }

        List<Tensor> variables(Scope scope, List<double[]> from) {
            List<Tensor> variables = new ArrayList<>();
            for (int i = 0; i < from.size(); i++) {
                variables.add(scope.variable(
                        scope.tensor(from.get(i), function.operands().get(i).shape())));
            }
            return variables;
        }

        /** The result weighted and summed, then {@code times} times: its gradient weighted and summed. */
        Tensor contracted(List<Tensor> x, int times) {
            Tensor y = function.function().apply(x);
            Tensor number = dot(y, cotangent(y));
            for (int i = 0; i < times; i++) {
                List<Tensor> gradient = Derivatives.gradient(number, x);
                List<Tensor> weights = directions(number.scope(), i);
                number = null;
                for (int j = 0; j < gradient.size(); j++) {
                    number = Tensor.sum(number, dot(gradient.get(j), weights.get(j)));
                }
            }
            return number;
        }

        Tensor cotangent(Tensor y) {
            return random(y.scope(), new SplittableRandom(77), y.shape());
        }

        List<Tensor> directions(Scope scope, int which) {
            SplittableRandom random = new SplittableRandom(which);
            return function.operands().stream()
                    .map(operand -> random(scope, random, operand.shape()))
                    .toList();
        }

        /** The central difference of a number along a direction over all operands. */
        double difference(Scope root, double[] direction, Function<List<Tensor>, Tensor> number) {
            return (value(root, moved(STEP, direction), number) - value(root, moved(-STEP, direction), number))
                    / (2 * STEP);
        }

        private List<double[]> moved(double step, double[] direction) {
            List<double[]> moved = new ArrayList<>();
            int at = 0;
            for (double[] operand : values) {
                double[] copy = operand.clone();
                for (int i = 0; i < copy.length; i++) {
                    copy[i] += step * direction[at++];
                }
                moved.add(copy);
            }
            return moved;
        }

        private double value(Scope root, List<double[]> at, Function<List<Tensor>, Tensor> number) {
            try (Scope scope = root.child()) {
                return number.apply(variables(scope, at)).item();
            }
        }
    }

    private static void assertAlongDirections(
            Scope root, String what, Problem problem, double[] gradient, Function<List<Tensor>, Tensor> number) {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 3; i++) {
            double[] direction = random.doubles(gradient.length, -1, 1).toArray();
            double slope = 0;
            for (int j = 0; j < gradient.length; j++) {
                slope += gradient[j] * direction[j];
            }
            double expected = problem.difference(root, direction, number);
            double scale = 1 + Arrays.stream(gradient).map(Math::abs).sum();
            assertThat(slope).as(what).isCloseTo(expected, offset(TOLERANCE * scale));
        }
    }

    private static Tensor random(Scope scope, SplittableRandom random, int... shape) {
        double[] values = new double[Shapes.size(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextDouble() - 1;
        }
        return scope.tensor(values, shape);
    }

    private static Tensor dot(Tensor a, Tensor b) {
        return a.mul(b).sum();
    }

    private static double[] flat(List<Tensor> tensors) {
        return tensors.stream()
                .flatMapToDouble(tensor -> Arrays.stream(tensor.toDoubles()))
                .toArray();
    }

    private static void assertClose(String what, double[] actual, double[] expected) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double largest = 1;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("%s, element %d", what, i).isCloseTo(expected[i], offset(TOLERANCE * largest));
        }
    }
}
