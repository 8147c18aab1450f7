package dev.starling.episodes.hyper;

import dev.starling.engine.TrainedModel;
import dev.starling.episodes.NetworkRecipe;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * What {@link Anil} is made of.
 *
 * @param network all layers
 * @param adapted how many of the last ones are w
 * @param regression whether numbers are predicted, else classes
 */
record AnilRecipe(NetworkRecipe network, int adapted, boolean regression) implements ModelRecipe {
    private static final long serialVersionUID = 1L;

    @Override
    public Anil open() {
        return new Anil(network.network(), adapted, regression ? Anil.Loss.SQUARES : Anil.Loss.CROSS_ENTROPY);
    }

    @Override
    public Start initial(RandomGenerator random) {
        float[] all = network.initial(random);
        int hyperparameters = open().hyperparameters();
        return new Start(Arrays.copyOf(all, hyperparameters), Arrays.copyOfRange(all, hyperparameters, all.length));
    }

    @Override
    public TrainedModel trained(float[] hyperparameters, float[] weights) {
        float[] all = Arrays.copyOf(hyperparameters, hyperparameters.length + weights.length);
        System.arraycopy(weights, 0, all, hyperparameters.length, weights.length);
        return network.model(all);
    }
}
