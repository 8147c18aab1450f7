package dev.starling.episodes.hyper;

import dev.starling.episodes.NetworkRecipe;
import dev.starling.episodes.TaskLoss;
import dev.starling.nn.Layout;
import dev.starling.nn.Network;

/**
 * ANIL (Raghu et al. 2020): the last layers of a network are trained on the task, those before are the hyperparameters.
 *
 * @param recipe which network
 * @param adapted layers at the end that are w
 * @param loss of its outputs
 */
record AnilRecipe(NetworkRecipe recipe, int adapted, TaskLoss loss) implements DividedRecipe {
    private static final long serialVersionUID = 1L;

    @Override
    public Divided open() {
        return divided(recipe.network(), adapted, loss);
    }

    /** @throws IllegalArgumentException if one part would have no layer */
    static Divided divided(Network network, int adapted, TaskLoss loss) {
        Layout layout = network.layout();
        int layers = layout.layers().size();
        if (adapted < 1 || adapted >= layers) {
            throw new IllegalArgumentException(
                    "%s of the %s layers of %s are to be adapted: leave at least one of either"
                            .formatted(adapted, layers, network.name()));
        }
        int from = layout.entries().get(layout.lastLayers(adapted)).offset();
        return Divided.by(entry -> entry.offset() >= from, network, loss);
    }
}
