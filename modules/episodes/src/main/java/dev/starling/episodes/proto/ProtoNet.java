package dev.starling.episodes.proto;

import dev.starling.engine.Seed;
import dev.starling.engine.Sum;
import dev.starling.engine.TrainedModel;
import dev.starling.engine.Vectors;
import dev.starling.episodes.Adaptation;
import dev.starling.episodes.EpisodeLearner;
import dev.starling.episodes.Method;
import dev.starling.episodes.ModelParts;
import dev.starling.episodes.NetworkRecipe;
import dev.starling.episodes.OuterOptimizer;
import dev.starling.episodes.RunningStatistics;
import dev.starling.episodes.Split;
import dev.starling.kernel.Scope;
import dev.starling.nn.Network;

/**
 * Prototypical networks. The state holds, beside the model, the running statistics of its batch normalizations: an episode contributes
 * its batch's means and unbiased variances, and they move towards the meta-batch's average.
 *
 * @param name in the tables
 * @param recipe of the embedding
 * @param outer how the embedding moves against the mean gradient
 * @param momentum part of the way that running statistics move in an iteration, in (0, 1]
 */
public record ProtoNet(String name, NetworkRecipe recipe, OuterOptimizer outer, double momentum) implements Method {
    private static final long serialVersionUID = 1L;

    static final String GRADIENT = "gradient";
    static final String STATISTICS = "statistics";

    @Override
    public Vectors initial(Seed seed) {
        Network network = recipe.embedding();
        float[] parameters = recipe.initial(network, seed.child("initial").random());
        return outer.begin(Vectors.empty().with(OuterOptimizer.MODEL, parameters))
                .with(STATISTICS, RunningStatistics.begin(network.statistics()));
    }

    @Override
    public Vectors seen(Vectors state) {
        return Method.super.seen(state).with(STATISTICS, state.floats(STATISTICS));
    }

    @Override
    public EpisodeLearner open(Scope root) {
        return new ProtoLearner(recipe);
    }

    @Override
    public Vectors advance(Vectors state, Sum episodes, int iteration) {
        float[] statistics = state.floats(STATISTICS);
        if (statistics.length > 0) {
            statistics = RunningStatistics.step(statistics, episodes.mean(STATISTICS), momentum);
        }
        return outer.step(state, episodes.mean(GRADIENT), iteration).with(STATISTICS, statistics);
    }

    @Override
    public double learningRate(int iteration) {
        return outer.stepSize().at(iteration);
    }

    @Override
    public Adaptation adaptation(Split split) {
        boolean normalizes = recipe.embedding().statistics().size() > 0;
        String normalization = split == Split.TRAIN ? "transductive" : "running";
        return new Adaptation(0, null, 0, normalizes ? normalization : "none");
    }

    /** The embedding's parameters, and after them the running statistics. */
    @Override
    public TrainedModel model(Vectors seen) {
        Network network = recipe.embedding();
        return new ModelParts()
                .add(network.layout(), seen.floats(OuterOptimizer.MODEL))
                .add(network.statistics(), seen.floats(STATISTICS))
                .build("%s embedding %s-%s".formatted(recipe.name(), recipe.inputs(), network.outputs()));
    }
}
