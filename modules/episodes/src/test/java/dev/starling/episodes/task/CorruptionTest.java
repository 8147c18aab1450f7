package dev.starling.episodes.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.engine.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CorruptionTest {
    private static final int SIDE = 28;

    private static RandomGenerator random() {
        return Seed.of(5).random();
    }

    private static double[] gray(double value, int count) {
        double[] image = new double[count];
        Arrays.fill(image, value);
        return image;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double deviation(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow());
    }

    @Test
    void contrastBringsPixelsToTheMean() {
        double[] image = {0, 1, 0.5, 0.5};

        assertThat(Corruption.CONTRAST.apply(image, 2, 1, random()))
                .containsExactly(new double[] {0.3, 0.7, 0.5, 0.5}, within(1e-15));
        assertThat(Corruption.CONTRAST.apply(image, 2, 5, random()))
                .containsExactly(new double[] {0.475, 0.525, 0.5, 0.5}, within(1e-15));
        assertThat(image).containsExactly(0, 1, 0.5, 0.5);
    }

    @Test
    void brightnessIsCutAtOne() {
        assertThat(Corruption.BRIGHTNESS.apply(new double[] {0, 0.25, 0.75, 1}, 2, 3, random()))
                .containsExactly(new double[] {0.3, 0.55, 1, 1}, within(1e-15));
    }

    @Test
    void pixelsOfAPixelatedImageAreMeansOfTheirArea() {
        double[] image = new double[16];
        for (int i = 0; i < 16; i++) {
            image[i] = i / 16.0;
        }

        // Half of 4 pixels a side are 2: the top left one is the mean of 0, 1, 4 and 5 sixteenths.
        double[] pixelated = Corruption.PIXELATE.apply(image, 4, 2, random());

        double a = 2.5 / 16;
        double b = 4.5 / 16;
        double c = 10.5 / 16;
        double d = 12.5 / 16;
        assertThat(pixelated).containsExactly(a, a, b, b, a, a, b, b, c, c, d, d, c, c, d, d);
    }

    @Test
    void partsOfPixelsCountByTheirArea() {
        // Three pixels a side under two: 1.5 each, so that weights along a side are 2/3 and 1/3.
        double[] shrunk = Corruption.shrunk(new double[] {1, 0, 0, 0, 0, 0, 0, 0, 0.5}, 3, 2);

        assertThat(shrunk).containsExactly(new double[] {4 / 9.0, 0, 0, 2 / 9.0}, within(1e-15));
        double[] image = Seed.of(1).random().doubles(SIDE * SIDE).toArray();
        assertThat(mean(Corruption.shrunk(image, SIDE, 11))).isCloseTo(mean(image), within(1e-12));
    }

    @Test
    void aPixelatedSideHasTheStatedNumberOfPixels() {
        double[] image = Seed.of(1).random().doubles(SIDE * SIDE).toArray();
        int[] sides = {16, 14, 11, 8, 7};
        for (int level = 1; level <= 5; level++) {
            double[] pixelated = Corruption.PIXELATE.apply(image, SIDE, level, random());
            assertThat(Arrays.stream(pixelated).distinct())
                    .as("pixels at level %s", level)
                    .hasSize(sides[level - 1] * sides[level - 1]);
        }
    }

    @Test
    void zoomBlurIsTheMeanOfZoomsIntoTheMiddle() {
        // A ramp of columns: a zoom by z brings the distance from the middle to 1 / z of it.
        double[] image = new double[9];
        for (int i = 0; i < 9; i++) {
            image[i] = i % 3 / 2.0;
        }
        double sum = 1;
        for (int percent = 100; percent <= 110; percent++) {
            sum += 100.0 / percent;
        }
        double edge = 0.5 * sum / 12;

        double[] blurred = Corruption.ZOOM_BLUR.apply(image, 3, 1, random());

        assertThat(Arrays.copyOf(blurred, 3))
                .containsExactly(new double[] {0.5 - edge, 0.5, 0.5 + edge}, within(1e-14));
    }

    /** How much a ramp shrinks tells the zooms: 1.00 to 1.15 by .01, to 1.20 and 1.24 by .02, to 1.30 by .03. */
    @ParameterizedTest
    @CsvSource({"2, 115, 1", "3, 120, 2", "4, 124, 2", "5, 130, 3"})
    void zoomsAreThoseOfTheTable(int level, int most, int step) {
        double sum = 1;
        int images = 1;
        for (int percent = 100; percent <= most; percent += step) {
            sum += 100.0 / percent;
            images++;
        }

        double[] blurred = Corruption.ZOOM_BLUR.apply(new double[] {0, 1, 0, 1}, 2, level, random());

        assertThat(blurred[1] - blurred[0]).isCloseTo(sum / images, within(1e-14));
    }

    @ParameterizedTest
    @CsvSource({"1, 9", "2, 17", "3, 25", "4, 33", "6, 49"})
    void weightsOfABlurSumToOne(double deviation, int length) {
        double[] kernel = Corruption.kernel(deviation);

        assertThat(kernel).hasSize(length);
        assertThat(Arrays.stream(kernel).sum()).isCloseTo(1, within(1e-15));
        assertThat(kernel[length / 2 + 1] / kernel[length / 2])
                .isCloseTo(Math.exp(-0.5 / (deviation * deviation)), within(1e-15));
    }

    @Test
    void aBlurredPointIsTheProductOfTwoKernels() {
        double[] image = new double[SIDE * SIDE];
        image[14 * SIDE + 13] = 1;
        double[] kernel = Corruption.kernel(2);

        double[] blurred = Corruption.GAUSSIAN_BLUR.apply(image, SIDE, 2, random());

        assertThat(blurred[14 * SIDE + 13]).isCloseTo(kernel[8] * kernel[8], within(1e-15));
        assertThat(blurred[16 * SIDE + 14]).isCloseTo(kernel[10] * kernel[9], within(1e-15));
        assertThat(Arrays.stream(blurred).sum()).isCloseTo(1, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(names = {"GAUSSIAN_BLUR", "CONTRAST", "PIXELATE", "ZOOM_BLUR"})
    void evenImagesStayEven(Corruption corruption) {
        for (int level = 1; level <= 5; level++) {
            assertThat(corruption.apply(gray(0.75, SIDE * SIDE), SIDE, level, random()))
                    .containsExactly(gray(0.75, SIDE * SIDE), within(1e-12));
        }
    }

    @Test
    void noiseHasItsDeviation() {
        double[] image = gray(0.5, 100 * 100);

        // Standard deviations of 10,000 draws lie within 5 standard errors, 5 / sqrt(20,000) of their own.
        assertThat(deviation(Corruption.GAUSSIAN_NOISE.apply(image, 100, 1, random())))
                .isCloseTo(0.08, within(0.08 * 0.036));
        assertThat(deviation(Corruption.SPECKLE_NOISE.apply(image, 100, 2, random())))
                .isCloseTo(0.5 * 0.2, within(0.1 * 0.036));
    }

    @Test
    void impulsesAreTheStatedShareAndHalfOfThemWhite() {
        double[] noisy = Corruption.IMPULSE_NOISE.apply(gray(0.5, 100 * 100), 100, 5, random());

        // Of 10,000 pixels 27%, within 5 standard deviations of 44.4.
        assertThat(Arrays.stream(noisy).filter(x -> x != 0.5).count()).isBetween(2478L, 2922L);
        assertThat(mean(noisy)).isCloseTo(0.5, within(5 * 0.5 * Math.sqrt(0.27) / 100));
    }

    @ParameterizedTest
    @CsvSource({"0.3", "3", "12.5", "60"})
    void poissonDrawsHaveTheirMeanAndVariance(double mean) {
        RandomGenerator random = random();
        double[] counts = new double[20_000];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = Corruption.poisson(mean, random);
        }

        assertThat(mean(counts)).isCloseTo(mean, within(5 * Math.sqrt(mean / counts.length)));
        // The variance of a Poisson sample's variance is about (2 mean^2 + mean) / n.
        assertThat(deviation(counts) * deviation(counts))
                .isCloseTo(mean, within(5 * Math.sqrt((2 * mean * mean + mean) / counts.length)));
    }

    @Test
    void noLightHasNoGrains() {
        assertThat(Corruption.SHOT_NOISE.apply(gray(0, 4), 2, 3, random())).containsOnly(0);
        for (double x : Corruption.SHOT_NOISE.apply(gray(0.2, 16), 4, 5, random())) {
            assertThat(x).isEqualTo(Math.rint(3 * x) / 3);
        }
    }

    @ParameterizedTest
    @EnumSource(Corruption.class)
    void resultsArePixels(Corruption corruption) {
        double[] image = Seed.of(2).random().doubles(SIDE * SIDE).toArray();
        for (int level = 1; level <= 5; level++) {
            double[] corrupted = corruption.apply(image, SIDE, level, random());
            for (double x : corrupted) {
                assertThat(x).isBetween(0.0, 1.0);
            }
            assertThat(corrupted)
                    .hasSize(SIDE * SIDE)
                    .isEqualTo(corruption.apply(image, SIDE, level, random()))
                    .isNotEqualTo(image);
        }
    }
}
