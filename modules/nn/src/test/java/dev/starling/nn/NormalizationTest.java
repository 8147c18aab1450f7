package dev.starling.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.kernel.Conv2dSpec;
import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NormalizationTest {
    private static final int BATCH = 6;
    private static final int CHANNELS = 4;

    private final Scope scope = Scope.open();
    private final Network network = Networks.conv4Embedding(new int[] {16, 16, 1}, CHANNELS);
    private final Tensor parameters = scope.tensor(
            network.initial(new SplittableRandom(1)), network.layout().size());
    private final Tensor x = scope.tensor(TestData.uniform(2, BATCH * 256), BATCH, 16, 16, 1);

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void reportingTheBatchsStatisticsChangesNoBit() {
        BatchStatistics statistics = new BatchStatistics();

        Tensor reported = network.logits(parameters, x, Pass.of(statistics));

        assertThat(reported.toFloats())
                .isEqualTo(network.logits(parameters, x, Pass.plain()).toFloats());
        assertThat(statistics.flat().size()).isEqualTo(network.statistics().size());
    }

    @Test
    void reportsMeanAndUnbiasedVarianceOfTheFirstLayer() {
        BatchStatistics statistics = new BatchStatistics();
        network.logits(parameters, x, Pass.of(statistics));
        Tensor weight = network.layout().split(parameters).get(0);
        float[] convolved = x.conv2d(weight, Conv2dSpec.of(1, 1)).toFloats();

        float[] reported = statistics.flat().toFloats();

        int rows = convolved.length / CHANNELS;
        for (int c = 0; c < CHANNELS; c++) {
            double mean = 0;
            for (int i = c; i < convolved.length; i += CHANNELS) {
                mean += convolved[i] / rows;
            }
            double squares = 0;
            for (int i = c; i < convolved.length; i += CHANNELS) {
                squares += (convolved[i] - mean) * (convolved[i] - mean);
            }
            // Sums of 1,536 numbers about 1, rounded to float once.
            assertThat((double) reported[c]).isCloseTo(mean, within(1e-6));
            assertThat((double) reported[CHANNELS + c]).isCloseTo(squares / (rows - 1), within(1e-6));
        }
    }

    @Test
    void theBatchsOwnStatisticsGiveTheBatchsOutputs() {
        BatchStatistics statistics = new BatchStatistics();
        float[] own = network.logits(parameters, x, Pass.of(statistics)).toFloats();

        float[] given = network.logits(
                        parameters, x, Pass.of(Normalization.given(network.statistics(), biased(statistics.flat()))))
                .toFloats();

        assertThat(given).hasSize(own.length);
        for (int i = 0; i < own.length; i++) {
            assertThat((double) given[i]).isCloseTo(own[i], within(2e-5 * (1 + Math.abs(own[i]))));
        }
    }

    /** Undoes the correction of each layer's variance, by the number of its positions. */
    private Tensor biased(Tensor statistics) {
        float[] values = statistics.toFloats();
        for (int layer = 0; layer < 4; layer++) {
            double rows = BATCH * 256.0 / (1 << 2 * layer);
            for (int c = 0; c < CHANNELS; c++) {
                values[(2 * layer + 1) * CHANNELS + c] *= (float) ((rows - 1) / rows);
            }
        }
        return scope.tensor(values, values.length);
    }

    @Test
    void givenStatisticsMakeAnExampleIndependentOfItsBatch() {
        Normalization given = someStatistics();

        float[] all = network.logits(parameters, x, Pass.of(given)).toFloats();
        float[] first =
                network.logits(parameters, x.slice(0, 0, 1), Pass.of(given)).toFloats();

        for (int i = 0; i < first.length; i++) {
            // A convolution's sums may run in another order in another batch.
            assertThat((double) first[i]).isCloseTo(all[i], within(1e-6 * (1 + Math.abs(all[i]))));
        }
    }

    @Test
    void noDerivativePassesThroughGivenStatistics() {
        Tensor weights = scope.variable(parameters);

        Tensor gradient = Derivatives.gradient(
                        network.logits(weights, x, Pass.of(someStatistics())).sum(), List.of(weights))
                .get(0);

        // A bias before a normalization by the batch has no effect; before one by given statistics it has.
        float[] biases = network.layout().split(gradient).get(1).toFloats();
        assertThat(biases).doesNotContain(0f);
    }

    @Test
    void statisticsOfAnotherNetworkAreRefusedByLayer() {
        Layout other = Layout.builder().add("norm9/mean", CHANNELS).build();

        assertThatThrownBy(() -> network.logits(
                        parameters,
                        x,
                        Pass.of(Normalization.given(other, scope.tensor(new float[CHANNELS], CHANNELS)))))
                .hasMessageContaining("'norm1'")
                .hasMessageContaining("norm9/mean");
    }

    private Normalization someStatistics() {
        BatchStatistics statistics = new BatchStatistics();
        network.logits(parameters, x, Pass.of(statistics));
        float[] values = statistics.flat().toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] *= 1.25f;
        }
        return Normalization.given(network.statistics(), scope.tensor(values, values.length));
    }
}
