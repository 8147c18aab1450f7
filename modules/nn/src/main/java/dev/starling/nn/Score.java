package dev.starling.nn;

/**
 * How a model did on a slice of examples. Slices add up, so shares are formed last.
 *
 * @param correct examples whose greatest logit is at their label
 * @param lossSum sum of their cross-entropies, nats
 * @param count number of examples
 */
public record Score(long correct, double lossSum, int count) {

    public Score {
        if (count < 0 || correct < 0 || correct > count) {
            throw new IllegalArgumentException(
                    "A score has " + correct + " correct of " + count + ": it must be between 0 and the count");
        }
    }

    /** Both slices together. */
    public Score plus(Score other) {
        return new Score(correct + other.correct, lossSum + other.lossSum, Math.addExact(count, other.count));
    }

    /** Share of correct examples in [0, 1]; NaN without examples. */
    public double accuracy() {
        return (double) correct / count;
    }

    /** Mean cross-entropy, nats; NaN without examples. */
    public double loss() {
        return lossSum / count;
    }
}
