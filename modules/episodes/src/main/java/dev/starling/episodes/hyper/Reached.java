package dev.starling.episodes.hyper;

import java.util.List;

/**
 * Where a task is when the hyperparameters are to move.
 *
 * @param inner its problem
 * @param first w_0
 * @param path the weights that the steps since the last movement started from, the last of them {@code w_(t-1)}; it alone where
 *     the estimator reads no path
 * @param weights w_t
 * @param horizon t
 * @param alpha derivative of the validation loss by w_t
 * @param distilled past weights and examples; null where they are not distilled
 * @param scale theta; 0 where none is estimated
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Reached(
        Inner inner,
        double[] first,
        List<double[]> path,
        double[] weights,
        int horizon,
        double[] alpha,
        Distilled distilled,
        double scale) {

    /** {@code w_(t-1)}. */
    double[] before() {
        return path.get(path.size() - 1);
    }
}
