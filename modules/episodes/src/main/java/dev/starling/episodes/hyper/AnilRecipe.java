package dev.starling.episodes.hyper;

import dev.starling.engine.TrainedModel;
import dev.starling.episodes.NetworkRecipe;
import java.util.Arrays;

/**
 * What {@link Anil} is made of.
 *
 * @param network all layers
 * @param adapted how many of the last ones are w
 * @param regression whether numbers are predicted, else classes
 * @param firstValues how parameters are drawn
 */
record AnilRecipe(NetworkRecipe network, int adapted, boolean regression, FirstValues firstValues)
        implements ModelRecipe {
    private static final long serialVersionUID = 1L;

    @Override
    public Anil open() {
        return new Anil(
                network.network(), adapted, regression ? Anil.Loss.SQUARES : Anil.Loss.CROSS_ENTROPY, firstValues);
    }

    @Override
    public TrainedModel trained(float[] hyperparameters, float[] weights) {
        float[] all = Arrays.copyOf(hyperparameters, hyperparameters.length + weights.length);
        System.arraycopy(weights, 0, all, hyperparameters.length, weights.length);
        return network.model(all);
    }
}
