package dev.starling.episodes.covariance;

import java.io.Serializable;
import java.util.random.RandomGenerator;

/** How logits become probabilities. In double and {@link StrictMath}, so that they are the same on any machine. */
sealed interface Readout extends Serializable {

    /**
     * Draws what an episode's predictions have in common.
     *
     * @param random the episode's own noise
     */
    double[] noise(int classes, RandomGenerator random);

    /**
     * Probabilities of one query's classes.
     *
     * @param logits {@code [classes]}
     * @param energies distances to the classes
     * @param temperature above 0
     * @param noise of the episode
     * @param probabilities where they go
     */
    void read(double[] logits, double[] energies, double temperature, double[] noise, double[] probabilities);

    /** How its temperature is tuned; null if it is not. */
    Tuning tuning();

    /** Whether predictions are sampled. */
    boolean samples();

    /** {@code softmax(logits / tau)} (Guo et al. 2017). */
    record Scaled(boolean tuned) implements Readout {
        private static final long serialVersionUID = 1L;

        @Override
        public double[] noise(int classes, RandomGenerator random) {
            return new double[0];
        }

        @Override
        public void read(
                double[] logits, double[] energies, double temperature, double[] noise, double[] probabilities) {
            for (int c = 0; c < logits.length; c++) {
                probabilities[c] = logits[c] / temperature;
            }
            Probabilities.softmax(probabilities);
        }

        @Override
        public Tuning tuning() {
            return tuned ? new Tuning.Likelihood() : null;
        }

        @Override
        public boolean samples() {
            return false;
        }
    }

    /** What the spread h of the logits is. */
    enum Spread {
        /** Their standard deviation. */
        STD,
        /** Their variance. */
        VARIANCE
    }

    /**
     * The mean softmax of logits under normal noise whose spread grows with the energy: {@code h = max(epsilon, -(1 / T) log sum_c
     * exp(-E_c))} (Willette et al. 2022, eq. 10). The noise is drawn once for each class and sample of an episode and is common to its
     * queries, so that a prediction does not depend on the others.
     *
     * @param spread what h is
     * @param count samples, M
     * @param epsilon least h
     * @param most greatest T that is tried; 0 if T is not tuned
     */
    record Blurred(Spread spread, int count, double epsilon, int most) implements Readout {
        private static final long serialVersionUID = 1L;

        @Override
        public double[] noise(int classes, RandomGenerator random) {
            double[] noise = new double[count * classes];
            for (int i = 0; i < noise.length; i++) {
                // Box and Muller 1958, the cosine branch.
                double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
                noise[i] = radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
            }
            return noise;
        }

        @Override
        public void read(
                double[] logits, double[] energies, double temperature, double[] noise, double[] probabilities) {
            double h = Math.max(epsilon, Probabilities.energy(energies) / temperature);
            blur(logits, spread == Spread.STD ? h : Math.sqrt(h), noise, probabilities);
        }

        /** The mean softmax of {@code logits + deviation noise}; without deviation the bits of the softmax. */
        static void blur(double[] logits, double deviation, double[] noise, double[] probabilities) {
            int classes = logits.length;
            if (deviation == 0) {
                System.arraycopy(logits, 0, probabilities, 0, classes);
                Probabilities.softmax(probabilities);
                return;
            }
            double[] sample = new double[classes];
            double[] sums = new double[classes];
            for (int at = 0; at < noise.length; at += classes) {
                for (int c = 0; c < classes; c++) {
                    sample[c] = logits[c] + deviation * noise[at + c];
                }
                Probabilities.softmax(sample);
                for (int c = 0; c < classes; c++) {
                    sums[c] += sample[c];
                }
            }
            for (int c = 0; c < classes; c++) {
                probabilities[c] = sums[c] * classes / noise.length;
            }
        }

        @Override
        public Tuning tuning() {
            return most > 0 ? new Tuning.Energy(most) : null;
        }

        @Override
        public boolean samples() {
            return true;
        }
    }
}
