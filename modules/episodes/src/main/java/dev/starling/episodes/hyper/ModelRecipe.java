package dev.starling.episodes.hyper;

import dev.starling.engine.TrainedModel;
import java.io.Serializable;
import java.util.random.RandomGenerator;

/** What travels of a model, and each worker makes its own of. */
interface ModelRecipe extends Serializable {

    /**
     * The model.
     *
     * @throws IllegalArgumentException if the network does not take the tasks' inputs, or cannot be divided so
     */
    Model open();

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

    /** Parameters for the store. */
    TrainedModel trained(float[] hyperparameters, float[] weights);
}
