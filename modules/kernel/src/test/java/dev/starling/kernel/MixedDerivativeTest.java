package dev.starling.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * FedMix's loss (Yoon et al. 2021): a parameter gradient through an input gradient, in float64. The mean over examples of
 * {@code <grad_s CE(f(s), y), xbar>} is a directional derivative, so it can be taken forwards or backwards.
 */
class MixedDerivativeTest {
    private static final double LAMBDA = 0.1;
    private static final int EXAMPLES = 5;
    private static final int CLASSES = 3;

    enum Net {
        TANH_MLP(new int[] {6}, new int[][] {{6, 4}, {4}, {4, CLASSES}, {CLASSES}}) {
            @Override
            Tensor logits(List<Tensor> w, Tensor x) {
                return x.matmul(w.get(0)).add(w.get(1)).tanh().matmul(w.get(2)).add(w.get(3));
            }
        },
        CONVOLUTIONS(
                new int[] {6, 6, 1}, new int[][] {{3, 3, 1, 2}, {2}, {2, 2, 2, 3}, {3}, {12, CLASSES}, {CLASSES}}) {
            @Override
            Tensor logits(List<Tensor> w, Tensor x) {
                Tensor h = x.conv2d(w.get(0), Conv2dSpec.of(1, 1))
                        .add(w.get(1))
                        .tanh()
                        .maxPool2d(2, 2);
                h = h.conv2d(w.get(2), Conv2dSpec.of(1, 0)).add(w.get(3)).softplus();
                return h.reshape(-1, 12).matmul(w.get(4)).add(w.get(5));
            }
        };

        private final int[] input;
        private final int[][] layers;

        Net(int[] input, int[][] layers) {
            this.input = input;
            this.layers = layers;
        }

        abstract Tensor logits(List<Tensor> w, Tensor x);

        private int[] batch() {
            int[] shape = new int[input.length + 1];
            shape[0] = EXAMPLES;
            System.arraycopy(input, 0, shape, 1, input.length);
            return shape;
        }
    }

    static Stream<Net> nets() {
        return Arrays.stream(Net.values());
    }

    @ParameterizedTest
    @EnumSource(Net.class)
    void theParameterGradientOfTheWholeLossAgreesWithCentralDifferences(Net net) {
        List<double[]> weights = draw(net);
        double step = 1e-5;
        try (Scope root = Scope.open()) {
            List<double[]> gradient = gradient(root, net, weights, true);
            double largest = gradient.stream()
                    .flatMapToDouble(Arrays::stream)
                    .map(Math::abs)
                    .max()
                    .orElseThrow();
            for (int layer = 0; layer < weights.size(); layer++) {
                double[] w = weights.get(layer);
                for (int i = 0; i < w.length; i++) {
                    double at = w[i];
                    w[i] = at + step;
                    double up = loss(root, net, weights);
                    w[i] = at - step;
                    double down = loss(root, net, weights);
                    w[i] = at;
                    assertThat(gradient.get(layer)[i])
                            .as("layer %d element %d", layer, i)
                            .isCloseTo((up - down) / (2 * step), within(1e-7 * largest));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void forwardAndReverseModeGiveTheSameMixedDerivative(Net net) {
        List<double[]> weights = draw(net);
        try (Scope root = Scope.open()) {
            List<double[]> forward = gradient(root, net, weights, true);
            List<double[]> reverse = gradient(root, net, weights, false);
            for (int layer = 0; layer < weights.size(); layer++) {
                assertThat(forward.get(layer)).containsExactly(reverse.get(layer), within(1e-12));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Net.class)
    void thePerExampleMeanIsTheMeanOfSingleExamples(Net net) {
        try (Scope root = Scope.open()) {
            Data data = new Data(root, net);
            List<Tensor> w = variables(root, net, draw(net));
            double mean = 0;
            for (int i = 0; i < EXAMPLES; i++) {
                Tensor s = root.variable(data.s.slice(0, i, i + 1));
                Tensor xbar = data.xbar.slice(0, i, i + 1);
                Tensor y = data.y.slice(0, i, i + 1);
                mean += directional(net, w, s, y, xbar, i % 2 == 0).item() / EXAMPLES;
            }
            assertThat(directional(net, w, root.variable(data.s), data.y, data.xbar, true)
                            .item())
                    .isCloseTo(mean, within(1e-12));
        }
    }

    private static double loss(Scope root, Net net, List<double[]> weights) {
        try (Scope scope = root.child()) {
            return loss(scope, net, variables(scope, net, weights), true).item();
        }
    }

    private static List<double[]> gradient(Scope root, Net net, List<double[]> weights, boolean forward) {
        try (Scope scope = root.child()) {
            List<Tensor> w = variables(scope, net, weights);
            return Derivatives.gradient(loss(scope, net, w, forward), w).stream()
                    .map(Tensor::toDoubles)
                    .toList();
        }
    }

    private static Tensor loss(Scope scope, Net net, List<Tensor> w, boolean forward) {
        Data data = new Data(scope, net);
        Tensor s = scope.variable(data.s);
        Tensor soft = data.y.mul(1 - LAMBDA).add(data.ybar.mul(LAMBDA));
        Tensor taylor = directional(net, w, s, data.y, data.xbar, forward);
        return crossEntropy(net.logits(w, s), soft).add(taylor.mul(LAMBDA * (1 - LAMBDA)));
    }

    private static Tensor directional(Net net, List<Tensor> w, Tensor s, Tensor y, Tensor xbar, boolean forward) {
        Tensor loss = crossEntropy(net.logits(w, s), y);
        return forward
                ? Derivatives.jvp(loss, List.of(s), List.of(xbar))
                : Derivatives.gradient(loss, List.of(s)).get(0).mul(xbar).sum();
    }

    private static Tensor crossEntropy(Tensor logits, Tensor y) {
        return logits.logSoftmax().mul(y).sum(-1).mean().neg();
    }

    private static List<double[]> draw(Net net) {
        SplittableRandom random = new SplittableRandom(3);
        List<double[]> weights = new ArrayList<>();
        for (int[] shape : net.layers) {
            weights.add(random.doubles(Shapes.size(shape), -0.7, 0.7).toArray());
        }
        return weights;
    }

    private static List<Tensor> variables(Scope scope, Net net, List<double[]> weights) {
        List<Tensor> variables = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            variables.add(scope.variable(scope.tensor(weights.get(i), net.layers[i])));
        }
        return variables;
    }

    /** A batch, scaled, with the means of others. */
    private static final class Data {
        private final Tensor s;
        private final Tensor xbar;
        private final Tensor y;
        private final Tensor ybar;

        Data(Scope scope, Net net) {
            SplittableRandom random = new SplittableRandom(9);
            int size = Shapes.size(net.batch());
            s = scope.tensor(random.doubles(size, -1, 1).toArray(), net.batch()).mul(1 - LAMBDA);
            xbar = scope.tensor(random.doubles(size, -1, 1).toArray(), net.batch());
            double[] classes = new double[EXAMPLES * CLASSES];
            for (int i = 0; i < EXAMPLES; i++) {
                classes[i * CLASSES + i % CLASSES] = 1;
            }
            y = scope.tensor(classes, EXAMPLES, CLASSES);
            ybar = scope.tensor(random.doubles(EXAMPLES * CLASSES).toArray(), EXAMPLES, CLASSES)
                    .softmax();
        }
    }
}
