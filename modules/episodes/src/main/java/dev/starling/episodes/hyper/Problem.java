package dev.starling.episodes.hyper;

import dev.starling.kernel.Tensor;
import java.util.List;

/**
 * An inner problem as functions of the weights, the hyperparameters and a batch. They are replayed, so they depend on their
 * arguments alone, and must be differentiable twice.
 */
interface Problem {

    /**
     * The loss that inner steps descend, {@code L_tr(w, lambda; D)}.
     *
     * @param weights w {@code [weights]}
     * @param hyperparameters lambda {@code [hyperparameters]}
     * @param batch D, of the same type
     * @return a scalar
     */
    Tensor trainLoss(Tensor weights, Tensor hyperparameters, List<Tensor> batch);

    /** The loss that the hyperparameters are to lower, {@code L_val(w, lambda)}. Arguments as {@link #trainLoss}. */
    default Tensor validationLoss(Tensor weights, Tensor hyperparameters, List<Tensor> batch) {
        return trainLoss(weights, hyperparameters, batch);
    }
}
