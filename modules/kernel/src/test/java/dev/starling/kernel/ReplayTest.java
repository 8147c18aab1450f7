package dev.starling.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.kernel.Cases.Case;
import dev.starling.kernel.Cases.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {
    private static final int DRAWS = 3;

    static Stream<Case> cases() {
        return Cases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aReplayHasTheBitsOfTheFunctionForValuesAndDerivativesOfTwoOrders(Case given) {
        UnaryOperator<List<Tensor>> function = in -> derivatives(given, in);
        SplittableRandom random = new SplittableRandom(given.seed());
        try (Scope replaying = Scope.open();
                Scope eager = Scope.openWithoutReplay()) {
            for (int draw = 0; draw < DRAWS; draw++) {
                List<double[]> values =
                        given.operands().stream().map(o -> o.draw(random)).toList();
                for (DType dtype : types(given)) {
                    assertThat(evaluated(replaying, dtype, given, values, function))
                            .as("draw %s as %s", draw, dtype)
                            .isDeepEqualTo(evaluated(eager, dtype, given, values, function));
                }
            }
        }
    }

    /** The mask of the case with dropout is float64. */
    private static List<DType> types(Case given) {
        return given.name().contains("dropout") ? List.of(DType.FLOAT64) : List.of(DType.FLOAT32, DType.FLOAT64);
    }

    /** The value, its gradient, and the gradient of the gradient's sum of squares. */
    private static List<Tensor> derivatives(Case given, List<Tensor> in) {
        List<Tensor> variables =
                in.stream().map(tensor -> tensor.scope().variable(tensor)).toList();
        Tensor value = given.function().apply(variables);
        List<Tensor> first = Derivatives.gradient(value.square().sum(), variables);
        Tensor length = first.get(0).square().sum();
        List<Tensor> results = new ArrayList<>(List.of(value));
        results.addAll(first);
        results.addAll(Derivatives.gradient(length, variables));
        return results;
    }

    private static double[][] evaluated(
            Scope root, DType dtype, Case given, List<double[]> values, UnaryOperator<List<Tensor>> function) {
        try (Scope scope = root.child()) {
            List<Tensor> inputs = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                Operand operand = given.operands().get(i);
                inputs.add(tensor(scope, dtype, values.get(i), operand.shape()));
            }
            return scope.replay(dtype, inputs, function).stream()
                    .map(Tensor::toDoubles)
                    .toArray(double[][]::new);
        }
    }

    private static Tensor tensor(Scope scope, DType dtype, double[] values, int... shape) {
        if (dtype == DType.FLOAT64) {
            return scope.tensor(values, shape);
        }
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return scope.tensor(narrow, shape);
    }

    private static Tensor row(Scope scope, float... values) {
        return scope.tensor(values, values.length);
    }

    @Test
    void theFunctionIsNotCalledAgainForTheSameKeyAndShapes() {
        int[] calls = new int[1];
        UnaryOperator<List<Tensor>> function = in -> {
            calls[0]++;
            return List.of(in.get(0).mul(2));
        };
        try (Scope root = Scope.open()) {
            for (int i = 0; i < 5; i++) {
                try (Scope scope = root.child()) {
                    float[] doubled = scope.replay("key", List.of(row(scope, i, 1)), function)
                            .get(0)
                            .toFloats();
                    assertThat(doubled).containsExactly(2 * i, 2);
                }
            }
            assertThat(calls[0]).isEqualTo(1);
            try (Scope scope = root.child()) {
                scope.replay("key", List.of(row(scope, 1, 2, 3)), function);
                scope.replay("other key", List.of(row(scope, 1, 2)), function);
            }
            assertThat(calls[0]).isEqualTo(3);
        }
    }

    @Test
    void replayCanBeTurnedOff() {
        int[] calls = new int[1];
        try (Scope root = Scope.openWithoutReplay()) {
            for (int i = 0; i < 3; i++) {
                root.replay("key", List.of(row(root, 1)), in -> {
                    calls[0]++;
                    return in;
                });
            }
        }
        assertThat(calls[0]).isEqualTo(3);
    }

    @Test
    void resultsOfSeveralReplaysInOneScopeStayApart() {
        try (Scope root = Scope.open()) {
            for (int round = 0; round < 3; round++) {
                try (Scope scope = root.child()) {
                    List<Tensor> results = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        results.add(scope.replay(
                                        "key",
                                        List.of(row(scope, i)),
                                        in -> List.of(in.get(0).add(1)))
                                .get(0));
                    }
                    for (int i = 0; i < 4; i++) {
                        assertThat(results.get(i).item()).isEqualTo(i + 1);
                    }
                }
            }
        }
    }

    @Test
    void resultsThatAreInputsConstantsOrTheSameTwiceMayBeWrittenTo() {
        UnaryOperator<List<Tensor>> function = in -> {
            Tensor sum = in.get(0).add(in.get(1));
            Tensor zeros = sum.scope().zeros(DType.FLOAT32, 2);
            return List.of(in.get(0), zeros, sum, sum);
        };
        try (Scope root = Scope.open()) {
            Tensor kept = row(root, 1, 2);
            for (int i = 0; i < 3; i++) {
                try (Scope scope = root.child()) {
                    List<Tensor> results = scope.replay("key", List.of(kept, row(scope, i, i)), function);
                    assertThat(results.get(0).toFloats()).containsExactly(1, 2);
                    assertThat(results.get(1).toFloats()).containsExactly(0, 0);
                    assertThat(results.get(2).toFloats()).containsExactly(1 + i, 2 + i);
                    assertThat(results.get(3).toFloats()).containsExactly(1 + i, 2 + i);
                    results.forEach(result -> Updates.fill(result, 9));
                    assertThat(kept.toFloats()).containsExactly(1, 2);
                }
            }
        }
    }

    @Test
    void anInputGivenTwiceMayBeTwoTensorsNextTime() {
        UnaryOperator<List<Tensor>> function = in -> List.of(in.get(0).sub(in.get(1)));
        try (Scope root = Scope.open();
                Scope scope = root.child()) {
            Tensor a = row(scope, 5, 7);
            Tensor b = row(scope, 1, 2);
            assertThat(scope.replay("key", List.of(a, a), function).get(0).toFloats())
                    .containsExactly(0, 0);
            assertThat(scope.replay("key", List.of(a, b), function).get(0).toFloats())
                    .containsExactly(4, 5);
        }
    }

    @Test
    void piecesOfConcatenationsAreComputedInPlaceHoweverTheyNest() {
        UnaryOperator<List<Tensor>> function = in -> {
            Tensor a = in.get(0).mul(2);
            Tensor b = in.get(0).add(1);
            Tensor inner = Tensor.concat(0, List.of(a, b, a));
            Tensor outer = Tensor.concat(0, List.of(in.get(0), inner, b.mul(3)));
            return List.of(outer, inner.mul(10));
        };
        try (Scope root = Scope.open()) {
            for (int i = 1; i < 4; i++) {
                try (Scope scope = root.child()) {
                    List<Tensor> results = scope.replay("key", List.of(row(scope, i)), function);
                    assertThat(results.get(0).toFloats()).containsExactly(i, 2 * i, i + 1, 2 * i, 3 * i + 3);
                    assertThat(results.get(1).toFloats()).containsExactly(20 * i, 10 * i + 10, 20 * i);
                }
            }
        }
    }

    @Test
    void whatIsComputedInPlaceIsReadByNobodyAnyMore() {
        int rows = 3;
        int width = 65;
        UnaryOperator<List<Tensor>> function = in -> {
            Tensor h = in.get(0).square();
            Tensor k = in.get(1).square();
            Tensor whole = Tensor.concat(0, List.of(h, k));
            // The second operand is a piece of the first.
            Tensor difference = whole.sub(h);
            // The whole is not used again but a piece of it is.
            Tensor first = k.mul(2);
            Tensor joined = Tensor.concat(0, List.of(first, k.mul(3)));
            Tensor last = Tensor.concat(0, List.of(joined.relu(), h));
            return List.of(difference, last, first.add(h), first, joined);
        };
        SplittableRandom random = new SplittableRandom(1);
        try (Scope replaying = Scope.open();
                Scope eager = Scope.openWithoutReplay()) {
            for (int i = 0; i < 3; i++) {
                double[] h = new Operand(Cases.Values.ANY, 1, width).draw(random);
                double[] k = new Operand(Cases.Values.ANY, rows, width).draw(random);
                List<Tensor> mine = replaying.replay(
                        "key", List.of(replaying.tensor(h, 1, width), replaying.tensor(k, rows, width)), function);
                List<Tensor> expected =
                        eager.replay("key", List.of(eager.tensor(h, 1, width), eager.tensor(k, rows, width)), function);
                for (int j = 0; j < mine.size(); j++) {
                    assertThat(mine.get(j).toDoubles())
                            .isEqualTo(expected.get(j).toDoubles());
                }
                // Results are the caller's, each by itself.
                Updates.fill(mine.get(3), 7);
                assertThat(mine.get(4).toDoubles()).isEqualTo(expected.get(4).toDoubles());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anInputThatIsPartOfAnotherMayBeATensorOfItsOwnNextTime(boolean replays) {
        UnaryOperator<List<Tensor>> function =
                in -> List.of(in.get(0).split(0, 1, 1).get(0).add(in.get(1)), in.get(0));
        try (Scope root = replays ? Scope.open() : Scope.openWithoutReplay()) {
            Tensor pair = row(root, 5, 7);
            Tensor half = pair.split(0, 1, 1).get(0);
            assertThat(root.replay("key", List.of(pair, half), function).get(0).item())
                    .isEqualTo(10);
            List<Tensor> results = root.replay("key", List.of(pair, row(root, 1)), function);
            assertThat(results.get(0).item()).isEqualTo(6);
            Updates.fill(results.get(1), 9);
            assertThat(pair.toFloats()).containsExactly(5, 7);
        }
    }

    @Test
    void aReplayInsideAReplayedFunctionIsPartOfIt() {
        UnaryOperator<List<Tensor>> inner = in -> List.of(in.get(0).square());
        UnaryOperator<List<Tensor>> outer = in ->
                List.of(in.get(0).scope().replay("inner", in, inner).get(0).add(1));
        try (Scope root = Scope.open()) {
            for (int i = 0; i < 3; i++) {
                try (Scope scope = root.child()) {
                    assertThat(scope.replay("outer", List.of(row(scope, i)), outer)
                                    .get(0)
                                    .item())
                            .isEqualTo(i * i + 1);
                }
            }
        }
    }

    @Test
    void whatAReplayWouldNotSeeIsRefusedAndTheScopeGoesOn() {
        try (Scope root = Scope.open()) {
            Tensor outside = row(root, 1, 2);
            Tensor input = row(root, 3, 4);
            List<Tensor> inputs = List.of(input);

            assertThatThrownBy(
                            () -> root.replay(1, inputs, in -> List.of(in.get(0).add(outside))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not among its inputs");
            assertThatThrownBy(() -> root.replay(
                            2, inputs, in -> List.of(in.get(0).mul(in.get(0).toFloats()[0]))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("reads elements");
            assertThatThrownBy(() -> root.replay(3, inputs, in -> {
                        Updates.fill(in.get(0), 0);
                        return in;
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in place");

            assertThat(root.replay(4, inputs, in -> List.of(in.get(0).neg()))
                            .get(0)
                            .toFloats())
                    .containsExactly(-3, -4);
        }
    }

    @Test
    void manyReplaysTakeNoMemoryAndForgottenPlansGiveTheirsBack() {
        UnaryOperator<List<Tensor>> function =
                in -> List.of(in.get(0).exp().sum(), in.get(0).mul(3));
        try (Scope root = Scope.open()) {
            replay(root, function, 40, 300);
            long pooled = root.bytesPooled();
            long tracked = Pointer.totalBytes();
            for (int i = 0; i < 5; i++) {
                replay(root, function, 40, 300);
            }
            assertThat(root.bytesPooled()).isEqualTo(pooled);
            assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(tracked);
            assertThat(root.bytesInUse()).isZero();
        }
    }

    private static void replay(Scope root, UnaryOperator<List<Tensor>> function, int shapes, int length) {
        for (int i = 0; i < shapes; i++) {
            try (Scope scope = root.child()) {
                scope.replay("key", List.of(scope.zeros(DType.FLOAT32, length + i)), function);
            }
        }
    }
}
