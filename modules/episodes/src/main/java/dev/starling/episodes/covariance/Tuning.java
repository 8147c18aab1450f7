package dev.starling.episodes.covariance;

import java.io.Serializable;

/**
 * How a temperature is found by its mean negative log-likelihood on the validation episodes, a round of candidates at a time. What it
 * knows between rounds is a vector of numbers.
 */
sealed interface Tuning extends Serializable {
    /** Temperatures that a round tries. */
    int CANDIDATES = 9;

    /** Before the first round. */
    double[] begin();

    /** The temperatures that the next round tries. */
    double[] candidates(double[] known);

    /**
     * After a round.
     *
     * @param losses mean negative log-likelihoods of the candidates
     * @param deterministic that of the softmax of the logits
     */
    Found next(double[] known, double[] losses, double deterministic);

    /**
     * What a round found.
     *
     * @param known for the next round
     * @param temperature the result, or 0 if another round is needed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Found(double[] known, double temperature) {}

    /**
     * T = 1, 2, 3, ... until sampled predictions are no less likely than those of the softmax.
     *
     * @param most greatest T
     */
    record Energy(int most) implements Tuning {
        private static final long serialVersionUID = 1L;

        @Override
        public double[] begin() {
            return new double[] {1};
        }

        @Override
        public double[] candidates(double[] known) {
            double[] temperatures = new double[CANDIDATES];
            for (int i = 0; i < CANDIDATES; i++) {
                temperatures[i] = Math.min(most, known[0] + i);
            }
            return temperatures;
        }

        @Override
        public Found next(double[] known, double[] losses, double deterministic) {
            double[] temperatures = candidates(known);
            for (int i = 0; i < losses.length; i++) {
                if (losses[i] <= deterministic || temperatures[i] == most) {
                    return new Found(known, temperatures[i]);
                }
            }
            return new Found(new double[] {known[0] + CANDIDATES}, 0);
        }
    }

    /** The tau of the greatest likelihood: the logarithm's range becomes the best candidate's neighborhood, a quarter as wide. */
    record Likelihood() implements Tuning {
        private static final long serialVersionUID = 1L;
        private static final double LEAST = 0.01;
        private static final double MOST = 1000;
        private static final double PRECISION = 1e-4;

        @Override
        public double[] begin() {
            return new double[] {StrictMath.log(LEAST), StrictMath.log(MOST)};
        }

        @Override
        public double[] candidates(double[] known) {
            double[] temperatures = new double[CANDIDATES];
            for (int i = 0; i < CANDIDATES; i++) {
                temperatures[i] = StrictMath.exp(known[0] + (known[1] - known[0]) * i / (CANDIDATES - 1));
            }
            return temperatures;
        }

        @Override
        public Found next(double[] known, double[] losses, double deterministic) {
            int best = 0;
            for (int i = 1; i < losses.length; i++) {
                best = losses[i] < losses[best] ? i : best;
            }
            double step = (known[1] - known[0]) / (CANDIDATES - 1);
            double middle = known[0] + best * step;
            return new Found(
                    new double[] {Math.max(known[0], middle - step), Math.min(known[1], middle + step)},
                    step < PRECISION ? StrictMath.exp(middle) : 0);
        }
    }
}
