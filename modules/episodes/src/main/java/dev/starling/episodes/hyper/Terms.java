package dev.starling.episodes.hyper;

import dev.starling.engine.Arithmetic;
import dev.starling.engine.Contribution;
import dev.starling.engine.Sum;

/**
 * A hypergradient: of a task, or the mean over those of a round.
 *
 * @param direct derivative of the validation loss by lambda at fixed weights
 * @param second the second-order term
 * @param loss the validation loss
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Terms(double[] direct, double[] second, double loss) {
    private static final String DIRECT = "direct";
    private static final String SECOND_ORDER = "second-order";
    private static final String LOSS = "loss";

    /** What a task contributes. */
    Contribution contribution() {
        return Contribution.start()
                .mean(DIRECT, direct)
                .mean(SECOND_ORDER, second)
                .mean(LOSS, loss);
    }

    /** The mean; null if no task is left. */
    static Terms mean(Sum sum) {
        return sum.units() == 0 ? null : new Terms(sum.mean(DIRECT), sum.mean(SECOND_ORDER), sum.mean(LOSS)[0]);
    }

    /** The hypergradient. */
    double[] total() {
        return Arithmetic.plus(direct, 1, second);
    }

    double length() {
        return Arithmetic.norm(total());
    }

    /** The cosine between the terms; null if one has no length. */
    Double cosine() {
        double lengths = Arithmetic.norm(direct) * Arithmetic.norm(second);
        return lengths == 0 ? null : Arithmetic.dot(direct, second) / lengths;
    }
}
