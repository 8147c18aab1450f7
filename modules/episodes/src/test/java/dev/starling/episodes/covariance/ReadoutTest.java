package dev.starling.episodes.covariance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReadoutTest {
    private static final double[] LOGITS = {1.5, -0.25, 0.75};
    private static final double[] NOISE =
            new Readout.Blurred(Readout.Spread.STD, 20_000, 1e-6, 0).noise(3, new SplittableRandom(1));

    @Test
    void withoutSpreadItIsTheSoftmaxToTheBit() {
        double[] expected = LOGITS.clone();
        Probabilities.softmax(expected);
        double[] blurred = new double[3];
        Readout.Blurred.blur(LOGITS, 0, NOISE, blurred);
        assertThat(blurred).containsExactly(expected);
        double[] plain = new double[3];
        new Readout.Scaled(false).read(LOGITS, new double[3], 1, new double[0], plain);
        assertThat(plain).containsExactly(expected);
    }

    /** The share of 20,000 samples in which a class is greatest has standard deviation 0.0033. */
    @Test
    void farFromAllClassesNothingIsKnown() {
        double[] probabilities = new double[3];
        Readout.Blurred blurred = new Readout.Blurred(Readout.Spread.STD, 20_000, 1e-6, 0);
        blurred.read(LOGITS, new double[] {1e9, 1e9, 1e9}, 1, NOISE, probabilities);
        for (double p : probabilities) {
            assertThat(p).isCloseTo(1 / 3.0, within(0.015));
        }
    }

    @Test
    void theSpreadIsTheEnergyOverTheTemperatureOrItsRoot() {
        double[] energies = {9, 1000, 1000};
        double[] deviation = new double[3];
        Readout.Blurred.blur(LOGITS, 3, NOISE, deviation);
        double[] std = new double[3];
        new Readout.Blurred(Readout.Spread.STD, 20_000, 1e-6, 0).read(LOGITS, energies, 3, NOISE, std);
        double[] variance = new double[3];
        new Readout.Blurred(Readout.Spread.VARIANCE, 20_000, 1e-6, 0).read(LOGITS, energies, 1, NOISE, variance);
        assertThat(std).containsExactly(deviation);
        assertThat(variance).containsExactly(deviation);
    }

    @Test
    void theEnergyIsCloseToTheLeastDistance() {
        assertThat(Probabilities.energy(4, 100, 1000)).isCloseTo(4, within(1e-12));
        assertThat(Probabilities.energy(0, 0)).isCloseTo(-Math.log(2), within(1e-12));
    }

    @Test
    void theNoiseIsStandardNormal() {
        double sum = 0;
        double squares = 0;
        for (double x : NOISE) {
            sum += x;
            squares += x * x;
        }
        assertThat(sum / NOISE.length).isCloseTo(0, within(0.02));
        assertThat(squares / NOISE.length).isCloseTo(1, within(0.03));
    }

    @Test
    void theTemperatureOfTheEnergyIsTheFirstThatCostsNothing() {
        Tuning tuning = new Tuning.Energy(400);
        double[] known = tuning.begin();
        double temperature = 0;
        int rounds = 0;
        while (temperature == 0) {
            double[] candidates = tuning.candidates(known);
            double[] losses = new double[candidates.length];
            for (int i = 0; i < losses.length; i++) {
                losses[i] = candidates[i] >= 23 ? 0.5 : 0.6;
            }
            Tuning.Found found = tuning.next(known, losses, 0.5);
            known = found.known();
            temperature = found.temperature();
            rounds++;
        }
        assertThat(temperature).isEqualTo(23);
        assertThat(rounds).isEqualTo(3);
    }

    @Test
    void theTemperatureOfTheEnergyEndsAtItsCap() {
        Tuning tuning = new Tuning.Energy(3);
        double[] losses = {2, 2, 2, 2, 2, 2, 2, 2, 2};
        assertThat(tuning.next(tuning.begin(), losses, 1).temperature()).isEqualTo(3);
    }

    @Test
    void logitsAreScaledToTheGreatestLikelihood() {
        Tuning tuning = new Tuning.Likelihood();
        double[] known = tuning.begin();
        double temperature = 0;
        while (temperature == 0) {
            double[] candidates = tuning.candidates(known);
            double[] losses = new double[candidates.length];
            for (int i = 0; i < losses.length; i++) {
                losses[i] = Math.pow(Math.log(candidates[i] / 2.75), 2);
            }
            Tuning.Found found = tuning.next(known, losses, 1);
            known = found.known();
            temperature = found.temperature();
        }
        assertThat(temperature).isCloseTo(2.75, within(1e-3));
    }

    @Test
    void rankingsCountPairs() {
        Ranking ranking = Ranking.of(new double[] {3, 2, 2, 1}, 2, 0);
        // Of eight pairs six are in order or ahead of 0 and 2; the two ties count half, and 1 is behind 2.
        assertThat(ranking.auroc()).isCloseTo((2 + 1.5 + 1.5 + 1) / 8, within(1e-12));
        // Steps of the recall: 1/4 at precision 1, 2/4 at 3/4, 1/4 at 4/5.
        assertThat(ranking.aupr()).isCloseTo(0.25 + 0.5 * 0.75 + 0.25 * 0.8, within(1e-12));
        assertThat(Ranking.of(new double[] {2, 3}, 0, 1)).isEqualTo(new Ranking(1, 1));
    }

    @Test
    void scoresThatAreNoNumbersRankNothing() {
        assertThat(Ranking.of(new double[] {1, Double.NaN}, 0)).isEqualTo(new Ranking(Double.NaN, Double.NaN));
    }
}
