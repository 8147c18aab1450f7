package dev.starling.episodes.hyper;

import dev.starling.kernel.Tensor;
import java.util.random.RandomGenerator;

/** A problem on examples, with parameters that can be drawn and outputs that can be scored. */
interface Model extends Problem {

    /**
     * What it predicts.
     *
     * @param inputs {@code [batch, inputShape...]}
     * @return {@code [batch, outputs]}
     */
    Tensor outputs(Tensor weights, Tensor hyperparameters, Tensor inputs);

    /** Draws lambda and the weights to start from, in plain Java. */
    Start initial(RandomGenerator random);

    /**
     * First values.
     *
     * @param hyperparameters lambda
     * @param weights phi, where inner steps start
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Start(float[] hyperparameters, float[] weights) {}
}
