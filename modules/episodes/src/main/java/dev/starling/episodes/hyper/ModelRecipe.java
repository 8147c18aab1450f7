package dev.starling.episodes.hyper;

import dev.starling.engine.TrainedModel;
import java.io.Serializable;

/** What travels of a model, and each worker makes its own of. */
interface ModelRecipe extends Serializable {

    /**
     * The model.
     *
     * @throws IllegalArgumentException if the network does not take the tasks' inputs, or cannot be divided so
     */
    Model open();

    /** Parameters for the store. */
    TrainedModel trained(float[] hyperparameters, float[] weights);
}
