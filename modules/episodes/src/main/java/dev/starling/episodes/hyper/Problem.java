package dev.starling.episodes.hyper;

import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Tensor;
import java.util.List;

/**
 * An inner problem as functions of the weights, the hyperparameters and a batch. They are replayed, so they depend on their
 * arguments alone, and must be differentiable twice.
 */
interface Problem {

    /**
     * The training loss, {@code L_tr(w, lambda; D)}.
     *
     * @param weights w {@code [weights]}
     * @param hyperparameters lambda {@code [hyperparameters]}
     * @param batch D, of the same type
     * @return a scalar
     */
    Tensor trainLoss(Tensor weights, Tensor hyperparameters, List<Tensor> batch);

    /**
     * What an inner step descends, and what it is told by.
     *
     * @param loss the training loss
     * @param slope {@code [weights]}, which can be differentiated by w and lambda
     */
    record Descent(Tensor loss, Tensor slope) {}

    /** An inner step's descent: of the gradient, unless a problem means something else. Arguments as {@link #trainLoss}. */
    default Descent descent(Tensor weights, Tensor hyperparameters, List<Tensor> batch) {
        Tensor loss = trainLoss(weights, hyperparameters, batch);
        return new Descent(loss, Derivatives.gradient(loss, List.of(weights)).get(0));
    }

    /** The loss that the hyperparameters are to lower, {@code L_val(w, lambda)}. Arguments as {@link #trainLoss}. */
    default Tensor validationLoss(Tensor weights, Tensor hyperparameters, List<Tensor> batch) {
        return trainLoss(weights, hyperparameters, batch);
    }
}
