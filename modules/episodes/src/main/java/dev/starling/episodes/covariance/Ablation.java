package dev.starling.episodes.covariance;

import dev.starling.episodes.Samples;

/** Whether a predicted precision matrix is better than it would be with one eigenvalue fewer (Willette et al. 2022, section 5). In double. */
final class Ablation {
    private Ablation() {}

    /**
     * Mean negative log-likelihoods of the softmax with precision matrices of which one eigenvalue is replaced by 1: the i-th has the i-th
     * eigenvalue, in ascending order, of every class's matrix replaced.
     *
     * @param scored with a covariance for each class
     * @param offsets of queries from the classes' means, {@code [classes, queries, features]}
     * @return {@code [features]}, nats
     */
    static double[] losses(Scored scored, double[] offsets, Samples query) {
        Eigenpairs[] pairs = new Eigenpairs[scored.classes()];
        for (int c = 0; c < pairs.length; c++) {
            pairs[c] = Eigenpairs.of(Precision.of(scored.variances()[c], scored.factors()[c]));
        }
        double[] losses = new double[scored.variances()[0].length];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = loss(scored, offsets, query, pairs, i);
        }
        return losses;
    }

    private static double loss(Scored scored, double[] offsets, Samples query, Eigenpairs[] pairs, int replaced) {
        double sum = 0;
        for (int i = 0; i < query.count(); i++) {
            double[] logits = scored.logits(i);
            for (int c = 0; c < logits.length; c++) {
                logits[c] += change(pairs[c], replaced, offsets, c * query.count() + i);
            }
            sum += Probabilities.logSumExp(logits) - logits[query.labels()[i]];
        }
        return sum / query.count();
    }

    /** Of the logit, when the eigenvalue w with eigenvector v becomes 1: {@code -1/2 (1 - w) (v' offset)^2 - 1/2 log w}. */
    private static double change(Eigenpairs pairs, int replaced, double[] offsets, int row) {
        double[] vector = pairs.vectors()[replaced];
        double value = pairs.values()[replaced];
        double along = 0;
        for (int j = 0; j < vector.length; j++) {
            along += vector[j] * offsets[row * vector.length + j];
        }
        return -0.5 * ((1 - value) * along * along + StrictMath.log(value));
    }
}
