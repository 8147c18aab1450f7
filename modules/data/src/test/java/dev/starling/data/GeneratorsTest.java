package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorsTest {
    /** Share of test examples whose nearest training mean is that of their class. */
    private static double nearestMeanAccuracy(DataSet set) {
        int size = set.train().inputSize();
        double[][] means = new double[set.train().classes()][size];
        int[] counts = set.train().labelHistogram();
        float[] input = new float[size];
        for (int i = 0; i < set.train().count(); i++) {
            set.train().copyInput(i, input, 0);
            for (int j = 0; j < size; j++) {
                means[set.train().label(i)][j] += input[j] / counts[set.train().label(i)];
            }
        }
        int right = 0;
        for (int i = 0; i < set.test().count(); i++) {
            set.test().copyInput(i, input, 0);
            right += nearest(means, input) == set.test().label(i) ? 1 : 0;
        }
        return (double) right / set.test().count();
    }

    private static int nearest(double[][] means, float[] input) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < means.length; c++) {
            double distance = 0;
            for (int j = 0; j < input.length; j++) {
                distance += (means[c][j] - input[j]) * (means[c][j] - input[j]);
            }
            if (distance < least) {
                least = distance;
                best = c;
            }
        }
        return best;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void generatedImagesAreNeitherTrivialNorHopeless(long seed) {
        RandomGenerator random = Randoms.of(seed);
        DataSet set = new GeneratedImages().open(random).dataSet("generated", 2000, 1000, random);

        assertThat(set.train().labelHistogram()).containsOnly(200);
        assertThat(set.train().inputShape()).containsExactly(14, 14, 1);
        // One prototype a class must not be enough, and must be far better than chance.
        assertThat(nearestMeanAccuracy(set)).isBetween(0.4, 0.85);
    }

    @Test
    void generatedImagesHavePixelsFromZeroToOneAndMostlyBackground() {
        RandomGenerator random = Randoms.of(5);
        Examples images = new GeneratedImages().open(random).drawBalanced(100, random);
        float[] input = new float[196];
        double sum = 0;
        for (int i = 0; i < 100; i++) {
            images.copyInput(i, input, 0);
            for (float value : input) {
                assertThat(value).isBetween(0f, 1f);
                sum += value;
            }
        }
        assertThat(sum / 19_600).isBetween(0.05, 0.5);
    }

    @Test
    void harderSettingsMakeHarderImages() {
        RandomGenerator random = Randoms.of(1);
        DataSet easy =
                new GeneratedImages(14, 10, 5, 0, 0, 0, 0, 0).open(random).dataSet("easy", 500, 500, random);
        DataSet hard = new GeneratedImages(14, 10, 5, 0.1, 0.15, 0.4, 3, 0.3)
                .open(random)
                .dataSet("hard", 500, 500, random);

        assertThat(nearestMeanAccuracy(easy)).isGreaterThan(0.95);
        assertThat(nearestMeanAccuracy(hard)).isLessThan(0.5);
    }

    @Test
    void everySourceDrawsAlikeFromTheSameSeed() {
        for (int seed = 0; seed < 3; seed++) {
            assertThat(images(seed).sha256())
                    .isEqualTo(images(seed).sha256())
                    .isNotEqualTo(images(seed + 9).sha256());
            assertThat(mixture(seed).sha256())
                    .isEqualTo(mixture(seed).sha256())
                    .isNotEqualTo(mixture(seed + 9).sha256());
            assertThat(synthetic(seed).sha256())
                    .isEqualTo(synthetic(seed).sha256())
                    .isNotEqualTo(synthetic(seed + 9).sha256());
        }
    }

    private static DataSet images(long seed) {
        RandomGenerator random = Randoms.of(seed);
        return new GeneratedImages().open(random).dataSet("i", 30, 10, random);
    }

    private static DataSet mixture(long seed) {
        RandomGenerator random = Randoms.of(seed);
        return new GaussianMixture().open(random).dataSet("m", 30, 10, random);
    }

    private static DataSet synthetic(long seed) {
        return new SyntheticAB(1, 1).dataSet(3, client -> Randoms.of(100 * seed + client));
    }

    @Test
    void theGaussianMixtureIsAsHardAsItSays() {
        double mean = 0;
        for (int seed = 0; seed < 5; seed++) {
            RandomGenerator random = Randoms.of(seed);
            DataSet set = new GaussianMixture().open(random).dataSet("mixture", 2000, 2000, random);
            // With equal covariances the nearest true mean is the best classifier; estimated means are nearly as good.
            mean += nearestMeanAccuracy(set) / 5;
        }
        assertThat(mean).isCloseTo(0.9, within(0.05));
    }

    @Test
    void generatedClientsAreMadeFromTheirGeneratorAlone() {
        GeneratedClients clients = new GeneratedClients(new GaussianMixture().open(Randoms.of(1)), 10, 2);

        Examples some = clients.client(Randoms.of(99_999));

        assertThat(some.count()).isEqualTo(10);
        assertThat(Arrays.stream(some.labelHistogram()).filter(count -> count == 5))
                .hasSize(2);
        assertThat(clients.client(Randoms.of(99_999)).sha256()).isEqualTo(some.sha256());
        assertThat(clients.client(Randoms.of(99_998)).sha256()).isNotEqualTo(some.sha256());
        assertThatThrownBy(() -> new GeneratedClients(clients.source(), 10, 11)).hasMessageContaining("10 classes");
    }

    @Test
    void syntheticClientsFollowTheirDefinition() {
        double alphaSquares = 0;
        int smallest = Integer.MAX_VALUE;
        int largest = 0;
        SyntheticAB settings = new SyntheticAB(0, 4);
        for (int client = 0; client < 400; client++) {
            Examples examples = settings.client(Randoms.of(client));
            smallest = Math.min(smallest, examples.count());
            largest = Math.max(largest, examples.count());
            alphaSquares += Math.pow(meanInput(examples), 2) / 400;
        }
        // The mean over features is B_k plus noise of variance 1/60 (centers), so its variance is 4.02; the
        // tolerance is five standard errors of a variance estimated from 400 draws.
        assertThat(alphaSquares).isCloseTo(4.02, within(5 * 4.02 * Math.sqrt(2.0 / 400)));
        assertThat(smallest).isBetween(50, 60);
        assertThat(largest).isBetween(1000, 10_000);
    }

    private static double meanInput(Examples examples) {
        float[] input = new float[examples.inputSize()];
        double sum = 0;
        for (int i = 0; i < examples.count(); i++) {
            examples.copyInput(i, input, 0);
            for (float value : input) {
                sum += value;
            }
        }
        return sum / ((double) examples.count() * input.length);
    }

    @Test
    void inputsOfASyntheticClientShrinkAlongTheFeatures() {
        Examples examples = new SyntheticAB(1, 1, 60, 10, 9, 0, 1, 8000).client(Randoms.of(7));
        double[] variances = variances(examples);

        // The variance of feature j, counted from 1, is j^-1.2; five standard errors of a variance from 8,000 draws.
        for (int j : List.of(1, 2, 10, 60)) {
            double expected = Math.pow(j, -1.2);
            assertThat(variances[j - 1]).isCloseTo(expected, within(5 * expected * Math.sqrt(2.0 / 8000)));
        }
    }

    private static double[] variances(Examples examples) {
        int size = examples.inputSize();
        double[] sum = new double[size];
        double[] squares = new double[size];
        float[] input = new float[size];
        for (int i = 0; i < examples.count(); i++) {
            examples.copyInput(i, input, 0);
            for (int j = 0; j < size; j++) {
                sum[j] += input[j];
                squares[j] += input[j] * (double) input[j];
            }
        }
        double[] variances = new double[size];
        Arrays.setAll(variances, j -> squares[j] / examples.count() - Math.pow(sum[j] / examples.count(), 2));
        return variances;
    }

    @Test
    void syntheticClientsJoinIntoADataSetWithKeys() {
        DataSet set = new SyntheticAB(1, 1, 5, 3, 3, 0.5, 10, 100).dataSet(4, client -> Randoms.of(client));

        assertThat(Arrays.stream(set.trainKeys()).distinct().toArray()).containsExactly(0, 1, 2, 3);
        assertThat(Arrays.stream(set.testKeys()).distinct().toArray()).containsExactly(0, 1, 2, 3);
        Examples third = new SyntheticAB(1, 1, 5, 3, 3, 0.5, 10, 100).client(Randoms.of(2));
        long held = Arrays.stream(set.trainKeys()).filter(key -> key == 2).count()
                + Arrays.stream(set.testKeys()).filter(key -> key == 2).count();
        assertThat(held).isEqualTo(third.count());
    }
}
