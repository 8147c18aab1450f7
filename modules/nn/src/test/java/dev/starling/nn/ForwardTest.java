package dev.starling.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Forward passes against plain loops in double; float32 sums of some thousand terms agree to about 1e-5. */
class ForwardTest {
    private static final int BATCH = 3;

    @Test
    void softmaxRegression() {
        check(Networks.softmaxRegression(new int[] {3, 2, 2}, 5), (net, x) -> net.dense(x, 5));
    }

    @Test
    void mlp() {
        check(
                Networks.mlp(new int[] {4, 3, 1}, 5, 7, 6),
                (net, x) -> net.dense(net.relu(net.dense(net.relu(net.dense(x, 7)), 6)), 5));
    }

    @Test
    void tanhMlp() {
        check(Networks.tanhMlp(new int[] {9}, 4, 8), (net, x) -> net.dense(net.tanh(net.dense(x, 8)), 4));
    }

    @Test
    void leNet5() {
        check(Networks.leNet5(new int[] {28, 28, 1}, 62), (net, x) -> {
            double[] first = net.pool(net.relu(net.convolution(x, 28, 1, 5, 2, 6)), 28, 6);
            double[] second = net.pool(net.relu(net.convolution(first, 14, 6, 5, 0, 16)), 10, 16);
            return net.dense(net.relu(net.dense(net.relu(net.dense(second, 120)), 84)), 62);
        });
    }

    @Test
    void fedAvgCnn() {
        check(Networks.fedAvgCnn(new int[] {8, 8, 2}, 10), (net, x) -> {
            double[] first = net.pool(net.relu(net.convolution(x, 8, 2, 5, 2, 32)), 8, 32);
            double[] second = net.pool(net.relu(net.convolution(first, 4, 32, 5, 2, 64)), 4, 64);
            return net.dense(net.relu(net.dense(second, 512)), 10);
        });
    }

    @Test
    void modifiedVgg() {
        check(Networks.modifiedVgg(new int[] {8, 8, 3}, 10), (net, x) -> {
            double[] y = net.relu(net.convolution(x, 8, 3, 3, 1, 32));
            y = net.pool(net.relu(net.convolution(y, 8, 32, 3, 1, 64)), 8, 64);
            y = net.relu(net.convolution(y, 4, 64, 3, 1, 128));
            y = net.pool(net.relu(net.convolution(y, 4, 128, 3, 1, 128)), 4, 128);
            y = net.relu(net.convolution(y, 2, 128, 3, 1, 256));
            y = net.pool(net.relu(net.convolution(y, 2, 256, 3, 1, 256)), 2, 256);
            return net.dense(net.relu(net.dense(net.relu(net.dense(y, 512)), 512)), 10);
        });
    }

    private static void check(Network network, BiFunction<ReferenceNetwork, double[], double[]> reference) {
        SplittableRandom random = new SplittableRandom(11);
        float[] parameters = network.initial(random);
        // Biases begin at zero; move them so that a forgotten one is seen.
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += (float) (0.02 * (random.nextDouble() - 0.5));
        }
        int features = Shapes.size(network.inputShape());
        float[] x = TestData.uniform(12, BATCH * features);
        try (Scope scope = Scope.open()) {
            Tensor logits = network.logits(
                    scope.tensor(parameters, parameters.length),
                    scope.tensor(x, Shapes.batched(BATCH, network.inputShape())),
                    Dropout.none());
            float[] actual = logits.toFloats();
            for (int row = 0; row < BATCH; row++) {
                double[] example = new double[features];
                for (int i = 0; i < features; i++) {
                    example[i] = x[row * features + i];
                }
                ReferenceNetwork net = new ReferenceNetwork(parameters);
                double[] expected = reference.apply(net, example);
                net.requireAllTaken();
                for (int c = 0; c < expected.length; c++) {
                    assertThat((double) actual[row * expected.length + c])
                            .as("%s, row %d, class %d", network.name(), row, c)
                            .isCloseTo(expected[c], within(2e-5 * (1 + Math.abs(expected[c]))));
                }
            }
        }
    }
}
