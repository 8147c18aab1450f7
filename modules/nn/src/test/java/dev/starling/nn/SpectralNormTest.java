package dev.starling.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpectralNormTest {

    @ParameterizedTest(name = "{0}, bound {1}")
    @CsvSource({"residual-mlp, 0.5", "residual-mlp, 1.5", "residual-conv4, 0.5", "residual-conv4, 1"})
    void noSingularValueIsBeyondTheBoundAfterFiftySteps(String name, double bound) {
        SpectralNorm norm = new SpectralNorm(SpectralNorm.Mode.RESCALE, bound);
        Network network = network(name, norm);
        float[] parameters = network.initial(new SplittableRandom(1));
        float[] vectors = PowerIteration.begin(network, parameters, new SplittableRandom(2));
        for (int step = 0; step < 50; step++) {
            vectors = PowerIteration.step(network, parameters, vectors);
        }
        int bounded = 0;
        for (Layout.Entry entry : network.spectra().entries()) {
            if (!entry.name().endsWith("/left")) {
                continue;
            }
            String layer = entry.name().substring(0, entry.name().lastIndexOf('/'));
            double[] raw = weights(network, parameters, null, SpectralNorm.OFF, layer);
            double[] scaled = weights(network, parameters, vectors, norm, layer);
            double before = greatestSingularValue(raw, entry.size());
            assertThat(greatestSingularValue(scaled, entry.size()))
                    .as("%s, %s before", layer, before)
                    .isLessThanOrEqualTo(bound * 1.01);
            if (before <= bound) {
                assertThat(scaled).as("within the bound they stay").containsExactly(raw);
            } else {
                bounded++;
            }
        }
        assertThat(bounded).as("layers that had to shrink").isPositive();
    }

    @Test
    void learnedScalesBeginAtNormOne() {
        SpectralNorm norm = new SpectralNorm(SpectralNorm.Mode.LEARNED, 1);
        Network network = network("residual-mlp", norm);
        float[] parameters = network.initial(new SplittableRandom(1));
        float[] vectors = PowerIteration.begin(network, parameters, new SplittableRandom(2));
        for (int step = 0; step < 300; step++) {
            vectors = PowerIteration.step(network, parameters, vectors);
        }
        double[] scaled = weights(network, parameters, vectors, norm, "dense2");
        assertThat(greatestSingularValue(scaled, 8)).isCloseTo(1, within(1e-3));
    }

    @Test
    void aResidualLayerAddsWhatItComputesToItsInputs() {
        Network network =
                Networks.residualEmbedding("residual-mlp", new int[] {2}, new Widths(1, 2, 2), SpectralNorm.OFF, 0);
        float[] parameters = {1, 0, 0, 1, 0, 0, /* dense2 */ 1, -1, 2, 0.5f, 0.25f, -0.5f};
        try (Scope scope = Scope.open()) {
            Tensor y = network.logits(
                    scope.tensor(parameters, parameters.length), scope.tensor(new float[] {3, 1}, 1, 2), Pass.plain());
            // W x + b = (3 + 2 + 0.25, -3 + 0.5 - 0.5), of which ReLU leaves the first.
            assertThat(y.toFloats()).containsExactly(3 + 5.25f, 1);
        }
    }

    @Test
    void aBoundedNetworkIsNotEvaluatedWithoutItsVectors() {
        Network network = network("residual-mlp", new SpectralNorm(SpectralNorm.Mode.RESCALE, 3));
        try (Scope scope = Scope.open()) {
            Tensor parameters = scope.tensor(
                    new float[network.layout().size()], network.layout().size());
            Tensor x = scope.tensor(new float[3], 1, 3);
            assertThatThrownBy(() -> network.logits(parameters, x, Pass.plain()))
                    .hasMessageContaining("dense2/left")
                    .hasMessageContaining("Pass");
        }
    }

    @Test
    void onlyResidualNetworksAreBounded() {
        assertThatThrownBy(() -> Networks.residualEmbedding(
                        "conv4", new int[] {28, 28, 1}, Widths.PUBLISHED, SpectralNorm.OFF, 0))
                .hasMessageContaining("residual-conv4");
        assertThatThrownBy(() -> new SpectralNorm(SpectralNorm.Mode.RESCALE, 0)).hasMessageContaining("above 0");
    }

    @Test
    void theResidualEmbeddingOfOmniglotHasSixtyFourFeatures() {
        Network network = Networks.embedding("residual-conv4", new int[] {28, 28, 1}, Widths.PUBLISHED);
        assertThat(network.outputs()).isEqualTo(64);
        assertThat(network.spectra().entries()).isEmpty();
    }

    private static Network network(String name, SpectralNorm norm) {
        return name.equals("residual-mlp")
                ? Networks.residualEmbedding(name, new int[] {3}, new Widths(1, 8, 8, 8), norm, 0)
                : Networks.residualEmbedding(name, new int[] {16, 16, 2}, new Widths(4), norm, 0);
    }

    /** A layer's weights as the network uses them. */
    private static double[] weights(
            Network network, float[] parameters, float[] vectors, SpectralNorm norm, String layer) {
        try (Scope scope = Scope.open()) {
            Spectra spectra = vectors == null
                    ? Spectra.none()
                    : Spectra.given(network.spectra(), scope.tensor(vectors, vectors.length));
            Pass pass = new Pass(Dropout.none(), Normalization.ofBatch(), spectra);
            var named = network.layout().named(scope.tensor(parameters, parameters.length));
            List<Tensor> own = norm.mode() == SpectralNorm.Mode.LEARNED
                    ? List.of(named.get(layer + "/weight"), named.get(layer + "/scale"))
                    : List.of(named.get(layer + "/weight"));
            return norm.weights(layer, own.iterator(), pass).toDoubles();
        }
    }

    /** By a thousand iterations with W'W in double from a vector that no singular vector is orthogonal to. */
    private static double greatestSingularValue(double[] weights, int columns) {
        int rows = weights.length / columns;
        double[] vector = new SplittableRandom(3).doubles(columns, 0.5, 1.5).toArray();
        double value = 0;
        for (int step = 0; step < 1000; step++) {
            double[] image = new double[rows];
            double[] next = new double[columns];
            double squares = 0;
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    image[i] += weights[i * columns + j] * vector[j];
                }
                for (int j = 0; j < columns; j++) {
                    next[j] += weights[i * columns + j] * image[i];
                }
            }
            for (double x : next) {
                squares += x * x;
            }
            value = Math.sqrt(Math.sqrt(squares));
            for (int j = 0; j < columns; j++) {
                vector[j] = next[j] / Math.sqrt(squares);
            }
        }
        return value;
    }
}
