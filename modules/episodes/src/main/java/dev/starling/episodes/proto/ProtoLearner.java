package dev.starling.episodes.proto;

import dev.starling.engine.Contribution;
import dev.starling.engine.Seed;
import dev.starling.engine.Vectors;
import dev.starling.episodes.Calibration;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeLearner;
import dev.starling.episodes.EpisodeTensors;
import dev.starling.episodes.Figures;
import dev.starling.episodes.NetworkRecipe;
import dev.starling.episodes.OuterOptimizer;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Classification;
import dev.starling.nn.Network;
import dev.starling.nn.Score;
import java.util.ArrayList;
import java.util.List;

/** Computes a prototypical network's episodes, each as one replayed function. */
final class ProtoLearner implements EpisodeLearner {
    private final int[] inputShape;
    private final Training training;
    private final Prediction prediction;

    ProtoLearner(NetworkRecipe recipe) {
        Network network = recipe.embedding();
        inputShape = network.inputShape();
        training = new Training(network);
        prediction = new Prediction(network);
    }

    @Override
    public Trained train(Scope scope, Episode episode, Vectors state, Seed random) {
        List<Tensor> inputs = inputs(scope, episode, state);
        inputs.add(EpisodeTensors.targets(scope, episode.query(), episode.spec().ways()));
        List<Tensor> results = scope.replay(training, inputs, training);
        Contribution contribution =
                Contribution.start().mean(ProtoNet.GRADIENT, results.get(2).toFloats());
        if (results.size() > 3) {
            contribution.mean(ProtoNet.STATISTICS, results.get(3).toFloats());
        }
        Score score = Classification.score(results.get(1), episode.query().labels());
        return new Trained(
                contribution,
                new Figures(
                        List.of(),
                        List.of(results.get(0).item()),
                        List.of(score.accuracy()),
                        null,
                        contribution.norm(ProtoNet.GRADIENT),
                        null,
                        List.of()));
    }

    @Override
    public Figures test(Scope scope, Episode episode, Vectors state, Seed random) {
        List<Tensor> inputs = inputs(scope, episode, state);
        float[] statistics = state.floats(ProtoNet.STATISTICS);
        if (statistics.length > 0) {
            inputs.add(scope.tensor(statistics, statistics.length));
        }
        float[] logits = scope.replay(prediction, inputs, prediction).get(0).toFloats();
        int ways = episode.spec().ways();
        int[] labels = episode.query().labels();
        Score score = Classification.score(logits, ways, labels);
        return new Figures(
                List.of(),
                List.of(score.loss()),
                List.of(score.accuracy()),
                Calibration.of(logits, ways, labels),
                null,
                null,
                List.of());
    }

    /** Parameters, membership, support x, query x. */
    private List<Tensor> inputs(Scope scope, Episode episode, Vectors state) {
        float[] parameters = state.floats(OuterOptimizer.MODEL);
        List<Tensor> inputs = new ArrayList<>();
        inputs.add(scope.tensor(parameters, parameters.length));
        inputs.add(
                Prototypes.membership(scope, episode.support(), episode.spec().ways()));
        inputs.add(EpisodeTensors.inputs(scope, episode.support(), inputShape));
        inputs.add(EpisodeTensors.inputs(scope, episode.query(), inputShape));
        return inputs;
    }
}
