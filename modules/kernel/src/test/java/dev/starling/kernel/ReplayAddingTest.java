package dev.starling.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.kernel.Updates.Addition;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayAddingTest {
    private static final int STEPS = 4;
    private static final double ALPHA = -0.037;

    /** Where a step's result goes. */
    enum Target {
        THE_BASE,
        OTHER_MEMORY
    }

    /** Two dense layers, their parameters cut from one vector: the result is put together of products and of sums. */
    private record Layers(int inputs, int hidden, int outputs) {
        int size() {
            return inputs * hidden + hidden + hidden * outputs + outputs;
        }

        List<Tensor> lossAndGradient(List<Tensor> in) {
            Tensor weights = in.get(0).scope().variable(in.get(0));
            List<Tensor> parts = weights.split(0, inputs * hidden, hidden, hidden * outputs, outputs);
            Tensor h = in.get(1)
                    .matmul(parts.get(0).reshape(inputs, hidden))
                    .add(parts.get(1))
                    .relu();
            Tensor z = h.matmul(parts.get(2).reshape(hidden, outputs)).add(parts.get(3));
            Tensor loss = z.crossEntropy(in.get(2));
            return List.of(loss, Derivatives.gradient(loss, List.of(weights)).get(0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "7, 64, 10, 5",
        "8, 200, 72, 10",
        "101, 130, 67, 32",
        "784, 200, 10, 10",
        "33, 63, 65, 3",
        "300, 400, 100, 250"
    })
    void descentHasTheBitsOfTheGradientAndAnUpdate(int inputs, int hidden, int outputs, int batch) {
        Layers layers = new Layers(inputs, hidden, outputs);
        for (Target target : Target.values()) {
            for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                double[] replayed;
                double[] expected;
                try (Scope root = Scope.open()) {
                    replayed = descended(root, layers, batch, dtype, target, true);
                }
                try (Scope root = Scope.openWithoutReplay()) {
                    assertThat(descended(root, layers, batch, dtype, target, true))
                            .isEqualTo(replayed);
                    expected = descended(root, layers, batch, dtype, target, false);
                }
                assertThat(replayed).as("%s as %s", target, dtype).isEqualTo(expected);
            }
        }
    }

    /** The losses of some steps and the model after them. */
    private static double[] descended(
            Scope root, Layers layers, int batch, DType dtype, Target target, boolean adding) {
        SplittableRandom random = new SplittableRandom(5);
        Tensor model = drawn(root, random, dtype, layers.size());
        Tensor other = root.zeros(dtype, layers.size());
        List<Double> results = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            Tensor to = target == Target.THE_BASE ? model : other;
            try (Scope step = root.child()) {
                List<Tensor> in = List.of(
                        model,
                        drawn(step, random, dtype, batch, layers.inputs),
                        drawn(step, random, dtype, batch, layers.outputs));
                if (adding) {
                    List<Tensor> left =
                            step.replayAdding(layers, in, new Addition(model, ALPHA, to), layers::lossAndGradient);
                    assertThat(left).hasSize(1);
                    results.add(left.get(0).item());
                } else {
                    List<Tensor> both = step.replay(layers, in, layers::lossAndGradient);
                    Updates.assign(to, model);
                    Updates.axpy(to, ALPHA, both.get(1));
                    results.add(both.get(0).item());
                }
            }
            other = target == Target.THE_BASE ? other : model;
            model = to;
        }
        for (double value : model.toDoubles()) {
            results.add(value);
        }
        return results.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static Tensor drawn(Scope scope, SplittableRandom random, DType dtype, int... shape) {
        double[] values = new double[Shapes.size(shape)];
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble() - 0.5;
            narrow[i] = (float) values[i];
        }
        return dtype == DType.FLOAT64 ? scope.tensor(values, shape) : scope.tensor(narrow, shape);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadOfTheTargetIsReadBeforeItIsWritten(Target where) {
        int side = 64;
        UnaryOperator<List<Tensor>> function = in -> {
            Tensor square = in.get(0).reshape(side, 2 * side);
            List<Tensor> halves = in.get(0).split(0, side * side, side * side);
            // A product of the target with itself, its halves the other way round, itself, and something twice.
            Tensor product = square.transposedMatmul(square).reshape(4 * side * side);
            Tensor exchanged = Tensor.concat(0, List.of(halves.get(1), halves.get(0)));
            Tensor twice = in.get(0).mul(3);
            return List.of(
                    in.get(0),
                    Tensor.concat(0, List.of(exchanged, twice, twice, in.get(0)))
                            .sub(Tensor.concat(0, List.of(product, product)))
                            .split(0, 2 * side * side, 6 * side * side)
                            .get(0)
                            .add(exchanged));
        };
        UnaryOperator<List<Tensor>> swap = in -> {
            List<Tensor> halves = in.get(0).split(0, side * side, side * side);
            return List.of(Tensor.concat(0, List.of(halves.get(1), halves.get(0))));
        };
        UnaryOperator<List<Tensor>> itself = in -> List.of(in.get(0));
        UnaryOperator<List<Tensor>> own = in -> {
            Tensor left = in.get(0).reshape(2 * side, side);
            return List.of(left.transposedMatmul(left.mul(2)).reshape(side * side));
        };
        check(where, 2 * side * side, 2 * side * side, function);
        check(where, 2 * side * side, 2 * side * side, swap);
        check(where, 2 * side * side, 2 * side * side, itself);
        check(where, 2 * side * side, side * side, own);
    }

    /** The base is the beginning of the input. */
    private static void check(Target where, int inputSize, int size, UnaryOperator<List<Tensor>> function) {
        List<float[]> results = new ArrayList<>();
        for (boolean replays : new boolean[] {true, false}) {
            try (Scope root = replays ? Scope.open() : Scope.openWithoutReplay()) {
                SplittableRandom random = new SplittableRandom(3);
                Tensor input = drawn(root, random, DType.FLOAT32, inputSize);
                Tensor base = size == inputSize
                        ? input
                        : input.split(0, size, inputSize - size).get(0);
                Tensor target = where == Target.THE_BASE ? base : root.zeros(DType.FLOAT32, size);
                for (int i = 0; i < 2; i++) {
                    try (Scope step = root.child()) {
                        List<Tensor> left =
                                step.replayAdding("key", List.of(input), new Addition(base, 0.01, target), function);
                        left.forEach(tensor -> results.add(tensor.toFloats()));
                    }
                }
                results.add(input.toFloats());
                results.add(target.toFloats());
            }
        }
        int half = results.size() / 2;
        for (int i = 0; i < half; i++) {
            assertThat(results.get(i)).isEqualTo(results.get(half + i));
        }
    }

    @Test
    void theGradientOfLargeLayersIsNowhereInMemory() {
        Layers layers = new Layers(500, 200, 64);
        try (Scope adding = Scope.open();
                Scope returning = Scope.open()) {
            descended(adding, layers, 10, DType.FLOAT32, Target.THE_BASE, true);
            descended(returning, layers, 10, DType.FLOAT32, Target.THE_BASE, false);
            // Without vectors of 512 bits there are no loops that add.
            long atLeast = Tiles.WIDE ? 4L * (layers.size() - 1000) : 0;
            assertThat(returning.bytesPooled() - adding.bytesPooled()).isGreaterThanOrEqualTo(atLeast);
        }
    }

    @Test
    void anAdditionThatCannotBeIsRefused() {
        try (Scope root = Scope.open()) {
            Tensor whole = root.zeros(DType.FLOAT32, 8);
            Tensor part = whole.split(0, 4, 4).get(1);
            assertThatThrownBy(() -> new Addition(whole.split(0, 4, 4).get(0), 1, part))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another part");
            assertThatThrownBy(() -> new Addition(whole, 1, part))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[8]");
            assertThatThrownBy(() -> root.replayAdding(
                            "key",
                            List.of(part),
                            new Addition(whole, 1, whole),
                            in -> List.of(in.get(0).mul(2))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[4]")
                    .hasMessageContaining("[8]");
        }
    }
}
