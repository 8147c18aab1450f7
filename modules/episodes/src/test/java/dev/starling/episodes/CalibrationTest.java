package dev.starling.episodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final double ROUNDING = 1e-6;

    @Test
    void uniformPredictionsHaveTheEntropyOfTheirClasses() {
        Calibration figures = Calibration.of(new float[] {2, 2, 2, 2, -1, -1, -1, -1}, 4, 0, 3);

        assertThat(figures.entropy()).isCloseTo(Math.log(4), within(1e-15));
        assertThat(figures.nll()).isCloseTo(Math.log(4), within(1e-15));
        assertThat(figures.confidence()).isEqualTo(0.25);
        // The first of equal logits is predicted: one of two is right, at a confidence of a quarter.
        assertThat(figures.ece15()).isCloseTo(0.25, within(1e-15));
    }

    @Test
    void oneSureAndWrongPredictionIsAllError() {
        Calibration figures = Calibration.of(new float[] {800, 0, 0}, 3, 2);

        assertThat(figures.nll()).isEqualTo(800);
        assertThat(figures.entropy()).isZero();
        assertThat(figures.ece15()).isEqualTo(1);
        assertThat(figures.ece100()).isEqualTo(1);
    }

    @Test
    void sumsTheGapsOfTheBins() {
        float[] logits = {logit(0.9), 0, logit(0.9), 0, logit(0.6), 0, logit(0.62), 0};

        Calibration figures = Calibration.of(logits, 2, 0, 1, 0, 0);

        // 0.9 twice, right once; the others are right, and gaps of one sign add up in whichever bins they are.
        assertThat(figures.ece100()).isCloseTo((0.8 + 0.4 + 0.38) / 4, within(ROUNDING));
        assertThat(figures.ece15()).isCloseTo((0.8 + 0.4 + 0.38) / 4, within(ROUNDING));
        assertThat(figures.confidence()).isCloseTo((0.9 + 0.9 + 0.6 + 0.62) / 4, within(ROUNDING));
        assertThat(figures.nll())
                .isCloseTo(-(Math.log(0.9) + Math.log(0.1) + Math.log(0.6) + Math.log(0.62)) / 4, within(ROUNDING));
    }

    @Test
    void binsHoldWhatADiagramIsDrawnOf() {
        float[] logits = {logit(0.9), 0, logit(0.91), 0, logit(0.62), 0};

        double[] reliability = Calibration.of(logits, 2, 0, 1, 0).reliability();

        double[] expected = new double[45];
        expected[13] = 2;
        expected[15 + 13] = 0.9 + 0.91;
        expected[30 + 13] = 1;
        expected[9] = 1;
        expected[15 + 9] = 0.62;
        expected[30 + 9] = 1;
        assertThat(reliability).containsExactly(expected, within(ROUNDING));
    }

    @Test
    void gapsWithinABinCancel() {
        double[] confidences = {0.81, 0.86};

        // One right of two at 0.835 on average, in the 13th of 15 bins; apart in bins of a hundredth.
        assertThat(Calibration.expectedError(confidences, new boolean[] {true, false}, 15))
                .isCloseTo(0.335, within(1e-12));
        assertThat(Calibration.expectedError(confidences, new boolean[] {true, false}, 100))
                .isCloseTo((0.19 + 0.86) / 2, within(1e-12));
    }

    @Test
    void labelsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> Calibration.of(new float[6], 3, 0))
                .hasMessageContaining("6 logits of 3 classes came with 1 labels");
    }

    private static float logit(double probability) {
        return (float) Math.log(probability / (1 - probability));
    }
}
