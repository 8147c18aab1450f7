package dev.starling.episodes.hyper;

import dev.starling.episodes.NetworkRecipe;
import dev.starling.episodes.TaskLoss;
import dev.starling.nn.Networks;

/**
 * WarpGrad (Flennerhag et al. 2020): layers between those that are trained on the task bend its gradients, and are the
 * hyperparameters.
 *
 * @param recipe which network to put them into
 * @param layers warp layers after each hidden layer or block
 * @param loss of its outputs
 */
record WarpRecipe(NetworkRecipe recipe, int layers, TaskLoss loss) implements DividedRecipe {
    private static final long serialVersionUID = 1L;

    @Override
    public Divided open() {
        return Divided.by(entry -> !Networks.isWarp(entry), recipe.warped(layers), loss);
    }
}
