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

    @Test
    void conv4() {
        checkBatch(Networks.conv4(new int[] {18, 18, 2}, 5, 6), (net, x) -> {
            double[][] y = block(net, x, 18, 2, 6);
            y = block(net, y, 9, 6, 6);
            y = block(net, y, 4, 6, 6);
            y = block(net, y, 2, 6, 6);
            return net.each(y, one -> net.dense(one, 5));
        });
    }

    @Test
    void conv4Embedding() {
        checkBatch(Networks.conv4Embedding(new int[] {18, 18, 2}, 6), (net, x) -> {
            double[][] y = block(net, x, 18, 2, 6);
            y = block(net, y, 9, 6, 6);
            y = block(net, y, 4, 6, 6);
            return block(net, y, 2, 6, 6);
        });
    }

    @Test
    void stridedConv4() {
        checkBatch(Networks.stridedConv4(new int[] {18, 18, 2}, 5, 6), (net, x) -> {
            double[][] y = strided(net, x, 18, 2);
            y = strided(net, y, 9, 6);
            y = strided(net, y, 5, 6);
            y = strided(net, y, 3, 6);
            return net.each(y, one -> net.dense(mean(one, 6), 5));
        });
    }

    /** A convolution that moves by one, of which every second row and column is kept. */
    private static double[][] strided(ReferenceNetwork net, double[][] x, int side, int channels) {
        double[][] y = net.each(x, one -> everySecond(net.convolution(one, side, channels, 3, 1, 6), side, 6));
        return net.each(net.normalize(y, 6, 1e-5), net::relu);
    }

    private static double[] everySecond(double[] image, int side, int channels) {
        int kept = (side + 1) / 2;
        double[] result = new double[kept * kept * channels];
        for (int i = 0; i < result.length; i++) {
            int row = i / channels / kept * 2;
            int column = i / channels % kept * 2;
            result[i] = image[(row * side + column) * channels + i % channels];
        }
        return result;
    }

    private static double[] mean(double[] image, int channels) {
        double[] result = new double[channels];
        for (int i = 0; i < image.length; i++) {
            result[i % channels] += image[i] * channels / image.length;
        }
        return result;
    }

    private static double[][] block(ReferenceNetwork net, double[][] x, int side, int channels, int filters) {
        double[][] y = net.each(x, one -> net.convolution(one, side, channels, 3, 1, filters));
        return net.each(net.normalize(y, filters, 1e-5), one -> net.pool(net.relu(one), side, filters));
    }

    private static void check(Network network, BiFunction<ReferenceNetwork, double[], double[]> reference) {
        checkBatch(network, (net, batch) -> net.each(batch, x -> reference.apply(net, x)));
    }

    private static void checkBatch(Network network, BiFunction<ReferenceNetwork, double[][], double[][]> reference) {
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
            double[][] examples = new double[BATCH][features];
            for (int i = 0; i < x.length; i++) {
                examples[i / features][i % features] = x[i];
            }
            ReferenceNetwork net = new ReferenceNetwork(parameters);
            double[][] expected = reference.apply(net, examples);
            net.requireAllTaken();
            int classes = network.outputs();
            for (int i = 0; i < actual.length; i++) {
                double value = expected[i / classes][i % classes];
                assertThat((double) actual[i])
                        .as("%s, row %d, class %d", network.name(), i / classes, i % classes)
                        .isCloseTo(value, within(2e-5 * (1 + Math.abs(value))));
            }
        }
    }
}
