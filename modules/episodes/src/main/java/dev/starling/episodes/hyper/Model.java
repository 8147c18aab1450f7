package dev.starling.episodes.hyper;

import dev.starling.kernel.Tensor;

/** A problem on examples, whose outputs can be scored. */
interface Model extends Problem {

    /**
     * What it predicts.
     *
     * @param inputs {@code [batch, inputShape...]}
     * @return {@code [batch, outputs]}
     */
    Tensor outputs(Tensor weights, Tensor hyperparameters, Tensor inputs);
}
