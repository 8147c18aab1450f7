package dev.starling.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworksTest {

    @ParameterizedTest(name = "{0} on {1}x{2}x{3} with {4} outputs has {5} parameters")
    @CsvSource({
        "lenet-5, 28, 28, 1, 62, 66126",
        "modified-vgg, 32, 32, 3, 10, 3491530",
        "fedavg-cnn, 28, 28, 1, 10, 1663370",
        "softmax-regression, 28, 28, 1, 10, 7850",
        "conv3, 28, 28, 1, 5, 77765",
        "conv4, 28, 28, 1, 5, 112261",
        "conv4-strided, 28, 28, 1, 5, 112261",
    })
    void hasAsManyParametersAsItsPaperSays(String name, int height, int width, int channels, int outputs, int size) {
        Network network = Networks.create(name, new int[] {height, width, channels}, outputs);

        assertThat(network.layout().size()).isEqualTo(size);
        assertThat(network.initial(new SplittableRandom(1))).hasSize(size);
    }

    @Test
    void the2NnHas199210Parameters() {
        Network network = Networks.create("mlp", new int[] {28, 28, 1}, 10, 200, 200);

        assertThat(network.layout().size()).isEqualTo(199_210);
        assertThat(network.layout().entries().get(2).name()).isEqualTo("dense2/weight");
        assertThat(network.layout().entries().get(2).shape()).containsExactly(200, 200);
    }

    @ParameterizedTest
    @CsvSource({
        "lenet-5, 28, 28, 1",
        "modified-vgg, 16, 16, 3",
        "fedavg-cnn, 8, 8, 1",
        "softmax-regression, 4, 4, 1",
        "conv4, 28, 28, 1",
        "conv4-strided, 20, 20, 1"
    })
    void givesOneRowOfLogitsAnExample(String name, int height, int width, int channels) {
        Network network = Networks.create(name, new int[] {height, width, channels}, 7);
        try (Scope scope = Scope.open()) {
            Tensor parameters = scope.tensor(
                    network.initial(new SplittableRandom(1)), network.layout().size());
            Tensor x = scope.tensor(TestData.uniform(2, 3 * height * width * channels), 3, height, width, channels);

            Tensor logits = network.logits(parameters, x, Dropout.none());

            assertThat(logits.shape()).containsExactly(3, 7);
        }
    }

    @Test
    void theEmbeddingOfOmniglotHas64Features() {
        Network network = Networks.conv4Embedding(new int[] {28, 28, 1}, 64);

        assertThat(network.outputs()).isEqualTo(64);
        assertThat(network.layout().size()).isEqualTo(111_936);
    }

    @Test
    void theEmbeddingOfMiniImageNetHas1600Features() {
        assertThat(Networks.conv4Embedding(new int[] {84, 84, 3}, 64).outputs()).isEqualTo(1600);
    }

    @Test
    void namesTheStatisticsOfItsNormalizations() {
        Network network = Networks.conv4Embedding(new int[] {28, 28, 1}, 8);

        assertThat(network.statistics().size()).isEqualTo(4 * 2 * 8);
        assertThat(network.statistics().entries().get(3).name()).isEqualTo("norm2/variance");
        assertThat(Networks.leNet5(new int[] {28, 28, 1}, 10).statistics().size())
                .isZero();
    }

    @Test
    void anEmbeddingIsMadeByTheNameOfItsNetwork() {
        int[] image = {28, 28, 1};

        assertThat(Networks.embedding("conv4", image, new Widths(32)).outputs()).isEqualTo(32);
        assertThat(Networks.embedding("conv4-strided", image, new Widths(64))
                        .layout()
                        .size())
                .isEqualTo(111_936);
        Network mlp = Networks.embedding("mlp", new int[] {2}, new Widths(64, 30, 20));
        assertThat(mlp.outputs()).isEqualTo(20);
        assertThat(mlp.layout().size()).isEqualTo(2 * 30 + 30 + 30 * 20 + 20);
        assertThatThrownBy(() -> Networks.embedding("mlp", image, Widths.PUBLISHED))
                .hasMessageContaining("hidden layer");
        assertThatThrownBy(() -> Networks.embedding("lenet-5", image, Widths.PUBLISHED))
                .hasMessageContaining("[mlp, tanh-mlp, residual-mlp, conv4, conv4-strided, residual-conv4]");
    }

    @Test
    void aRegressionHasOneOutput() {
        assertThat(Networks.create("mlp", new int[] {1}, 1, 40, 40).layout().size())
                .isEqualTo(1761);
    }

    @Test
    void noOutputIsTooFew() {
        assertThatThrownBy(() -> Networks.mlp(new int[] {1}, 0, 40))
                .hasMessageContaining("mlp")
                .hasMessageContaining("0 outputs");
    }

    @Test
    void equalSeedsDrawEqualParameters() {
        Network network = Networks.leNet5(new int[] {28, 28, 1}, 10);

        assertThat(network.initial(new SplittableRandom(5))).isEqualTo(network.initial(new SplittableRandom(5)));
        assertThat(network.initial(new SplittableRandom(5))).isNotEqualTo(network.initial(new SplittableRandom(6)));
    }

    @Test
    void weightsBeginWithinTheirBoundsAndBiasesAtZero() {
        Network network = Networks.mlp(new int[] {50}, 10, 30);

        float[] initial = network.initial(new SplittableRandom(3));

        Layout.Entry weight = network.layout().entries().get(0);
        double bound = Math.sqrt(6.0 / 50);
        double sumOfSquares = 0;
        for (int i = 0; i < weight.size(); i++) {
            assertThat(Math.abs(initial[i])).isLessThanOrEqualTo((float) bound);
            sumOfSquares += initial[i] * (double) initial[i];
        }
        // 1500 draws: the mean square's relative standard deviation is sqrt(4/5)/sqrt(1500) = 2.3%.
        assertThat(sumOfSquares / weight.size() / (2.0 / 50)).isBetween(0.9, 1.1);
        for (int i = weight.size(); i < weight.size() + 30; i++) {
            assertThat(initial[i]).isZero();
        }
    }

    @Test
    void leNet5RefusesSmallImagesAndSaysWhatItTakes() {
        assertThatThrownBy(() -> Networks.create("lenet-5", new int[] {14, 14, 1}, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Network 'lenet-5' takes 28x28 images (height x width x channels), and the data's examples"
                        + " are 14x14x1: choose another network, such as mlp, or other data");
    }

    @Test
    void otherInputsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> Networks.create("modified-vgg", new int[] {28, 28, 1}, 10))
                .hasMessageContaining("multiples of 8")
                .hasMessageContaining("28x28x1");
        assertThatThrownBy(() -> Networks.create("fedavg-cnn", new int[] {784}, 10))
                .hasMessageContaining("multiples of 4")
                .hasMessageContaining("784");
        assertThatThrownBy(() -> Networks.create("conv4", new int[] {14, 14, 1}, 5))
                .hasMessageContaining("at least 16x16")
                .hasMessageContaining("14x14x1");
    }

    @Test
    void anUnknownNameListsTheKnownOnes() {
        assertThatThrownBy(() -> Networks.create("resnet", new int[] {28, 28, 1}, 10))
                .hasMessageContaining("resnet")
                .hasMessageContaining("softmax-regression, mlp, ")
                .hasMessageContaining(String.join(", ", Networks.names()));
    }

    @Test
    void hiddenLayersBelongToMlpsOnly() {
        assertThatThrownBy(() -> Networks.create("lenet-5", new int[] {28, 28, 1}, 10, 50))
                .hasMessageContaining("[50]")
                .hasMessageContaining("mlp");
    }
}
