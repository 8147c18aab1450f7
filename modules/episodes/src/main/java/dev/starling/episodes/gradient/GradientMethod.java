package dev.starling.episodes.gradient;

import dev.starling.engine.Seed;
import dev.starling.engine.Sum;
import dev.starling.engine.TrainedModel;
import dev.starling.engine.Vectors;
import dev.starling.episodes.Adaptation;
import dev.starling.episodes.EpisodeLearner;
import dev.starling.episodes.Method;
import dev.starling.episodes.NetworkRecipe;
import dev.starling.episodes.OuterOptimizer;
import dev.starling.episodes.Split;
import dev.starling.kernel.Scope;
import dev.starling.nn.Network;
import java.util.Locale;

/**
 * First parameters from which few gradient steps fit a task.
 *
 * @param name in the tables
 * @param recipe which network
 * @param regression whether numbers are predicted
 * @param rule the inner steps'
 * @param train inner steps in training
 * @param test inner steps at validation and test
 * @param statistics what queries are normalized by at validation and test
 * @param headOnly whether inner steps change the last layer only
 * @param direction what an episode contributes
 * @param outer how the first parameters move by the mean contribution
 */
record GradientMethod(
        String name,
        NetworkRecipe recipe,
        boolean regression,
        InnerRule rule,
        Steps train,
        Steps test,
        QueryStatistics statistics,
        boolean headOnly,
        Direction direction,
        OuterOptimizer outer)
        implements Method {
    private static final long serialVersionUID = 1L;

    static final String GRADIENT = "gradient";

    /**
     * Inner steps.
     *
     * @param count how many
     * @param batchSize support examples a step; 0 for all
     */
    record Steps(int count, int batchSize) implements java.io.Serializable {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public Vectors initial(Seed seed) {
        float[] parameters = recipe.initial(seed.child("initial").random());
        return outer.begin(Vectors.empty().with(OuterOptimizer.MODEL, parameters));
    }

    @Override
    public EpisodeLearner open(Scope root) {
        return new GradientLearner(this, root);
    }

    /** The steps of a split, as a function of tensors. */
    InnerLoop inner(Network network, Split split) {
        boolean training = split == Split.TRAIN;
        return new InnerLoop(
                new Problem(network, regression),
                rule,
                training ? train.count() : test.count(),
                headOnly ? network.layout().lastLayers(1) : 0,
                training && direction == Direction.SECOND_ORDER);
    }

    @Override
    public Vectors advance(Vectors state, Sum episodes, int iteration) {
        return outer.step(state, episodes.mean(GRADIENT), iteration);
    }

    @Override
    public double learningRate(int iteration) {
        return outer.stepSize().at(iteration);
    }

    @Override
    public Adaptation adaptation(Split split) {
        Steps steps = split == Split.TRAIN ? train : test;
        int order = split != Split.TRAIN
                ? 0
                : switch (direction) {
                    case SECOND_ORDER -> 2;
                    case FIRST_ORDER -> 1;
                    case MOVEMENT -> 0;
                };
        QueryStatistics normalizedBy = split == Split.TRAIN ? QueryStatistics.TRANSDUCTIVE : statistics;
        String normalization = recipe.network().statistics().size() == 0
                ? "none"
                : normalizedBy.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Adaptation(steps.count(), steps.count() == 0 ? null : (Double) rule.rate(), order, normalization);
    }

    @Override
    public TrainedModel model(Vectors seen) {
        return recipe.model(seen.floats(OuterOptimizer.MODEL));
    }
}
