package dev.starling.episodes.hyper;

import dev.starling.engine.TrainedModel;
import dev.starling.episodes.NetworkRecipe;
import dev.starling.episodes.TaskLoss;
import dev.starling.nn.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What travels of a {@link Weighted} problem.
 *
 * @param recipe what is trained
 * @param hidden units of each hidden layer of V
 * @param least what V is floored at
 * @param loss of the network's outputs
 */
record WeightedRecipe(NetworkRecipe recipe, List<Integer> hidden, double least, TaskLoss loss) implements ModelRecipe {
    private static final long serialVersionUID = 1L;

    @Override
    public Weighted open() {
        return new Weighted(recipe.network(), weigher().network(), least, loss);
    }

    private NetworkRecipe weigher() {
        return new NetworkRecipe("mlp", new int[] {1}, 1, hidden, 1, NetworkRecipe.Initialization.FAN_IN);
    }

    /** V's last layer begins at zero, so that all examples count one half: what does not learn V does not weigh. */
    @Override
    public Start initial(RandomGenerator random) {
        float[] weights = recipe.initial(random);
        float[] hyperparameters = weigher().initial(random);
        Layout layout = weigher().network().layout();
        int last = layout.entries().get(layout.lastLayers(1)).offset();
        Arrays.fill(hyperparameters, last, hyperparameters.length, 0);
        return new Start(hyperparameters, weights);
    }

    /** The network's parameters, and V's behind them. */
    @Override
    public TrainedModel trained(float[] hyperparameters, float[] weights) {
        Layout.Builder layout = Layout.builder();
        recipe.network().layout().entries().forEach(entry -> layout.add(entry.name(), entry.shape()));
        weigher().network().layout().entries().forEach(entry -> layout.add("weigher-" + entry.name(), entry.shape()));
        float[] all = Arrays.copyOf(weights, weights.length + hyperparameters.length);
        System.arraycopy(hyperparameters, 0, all, weights.length, hyperparameters.length);
        return recipe.model(layout.build(), all);
    }
}
