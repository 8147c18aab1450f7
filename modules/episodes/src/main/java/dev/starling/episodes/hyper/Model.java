package dev.starling.episodes.hyper;

import dev.starling.kernel.Tensor;
import dev.starling.nn.Network;

/** A problem on examples, whose outputs can be scored. Batches are inputs {@code [batch, inputShape...]} and targets {@code [batch, outputs]}. */
interface Model extends Problem {

    /** What is trained on tasks, all or in part. */
    Network network();

    /** Number of elements of w. */
    int weights();

    /** Number of elements of lambda. */
    int hyperparameters();

    /**
     * What it predicts.
     *
     * @param inputs {@code [batch, inputShape...]}
     * @return {@code [batch, outputs]}
     */
    Tensor outputs(Tensor weights, Tensor hyperparameters, Tensor inputs);
}
