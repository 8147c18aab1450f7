package dev.starling.episodes.gradient;

import dev.starling.engine.Contribution;
import dev.starling.engine.Seed;
import dev.starling.engine.Vectors;
import dev.starling.episodes.Calibration;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeLearner;
import dev.starling.episodes.Figures;
import dev.starling.episodes.OuterOptimizer;
import dev.starling.episodes.Samples;
import dev.starling.episodes.Split;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.kernel.Updates;
import dev.starling.nn.Classification;
import dev.starling.nn.Network;
import java.util.ArrayList;
import java.util.List;

/** Computes the episodes of a {@link GradientMethod}, each by one replayed function of tensors. */
final class GradientLearner implements EpisodeLearner {
    private final GradientMethod method;
    private final Scope root;
    private final Batches batches;
    private final MetaGradient metaGradient;
    private final Adapted adapted;
    private final int outputs;

    /** The model of the states that were seen last, which stays from episode to episode; nobody writes to what a state holds. */
    private float[] model;

    private Tensor start;

    /** An episode's contribution, written over by the next. */
    private float[] gradient;

    GradientLearner(GradientMethod method, Scope root) {
        this.method = method;
        this.root = root;
        Network network = method.recipe().network();
        this.batches = new Batches(network.inputShape(), network.outputs());
        this.metaGradient = new MetaGradient(method.inner(network, Split.TRAIN), method.direction());
        this.adapted = new Adapted(method.inner(network, Split.TEST), method.statistics());
        this.outputs = network.outputs();
    }

    @Override
    public Trained train(Scope scope, Episode episode, Vectors state, Seed random) {
        List<Tensor> results =
                scope.replay(metaGradient, given(scope, episode, state, method.train(), random), metaGradient);
        results.get(0).copyTo(gradient, 0);
        Contribution contribution = Contribution.start().mean(GradientMethod.GRADIENT, gradient);
        float[] numbers = results.get(1).toFloats();
        int steps = method.train().count();
        boolean classes = !episode.query().regression();
        Figures figures = new Figures(
                list(numbers, 0, steps),
                list(numbers, steps, steps + 1),
                classes ? List.of(accuracy(results.get(2).toFloats(), episode.query())) : List.of(),
                null,
                contribution.norm(GradientMethod.GRADIENT),
                steps == 0 ? null : (Double) Math.sqrt(numbers[steps + 1]),
                List.of());
        return new Trained(contribution, figures);
    }

    @Override
    public Figures test(Scope scope, Episode episode, Vectors state, Seed random) {
        List<Tensor> results = scope.replay(adapted, given(scope, episode, state, method.test(), random), adapted);
        float[] numbers = results.get(0).toFloats();
        int points = method.test().count() + 1;
        List<Double> accuracies = new ArrayList<>();
        Calibration calibration = null;
        if (!episode.query().regression()) {
            float[] logits = results.get(1).toFloats();
            int size = logits.length / points;
            float[] last = {};
            for (int point = 0; point < points; point++) {
                last = java.util.Arrays.copyOfRange(logits, point * size, (point + 1) * size);
                accuracies.add(accuracy(last, episode.query()));
            }
            calibration = Calibration.of(last, outputs, episode.query().labels());
        }
        return new Figures(
                list(numbers, 0, points),
                list(numbers, points, 2 * points),
                accuracies,
                calibration,
                null,
                points == 1 ? null : (Double) Math.sqrt(numbers[2 * points]),
                List.of());
    }

    private List<Tensor> given(Scope scope, Episode episode, Vectors state, GradientMethod.Steps steps, Seed random) {
        see(state.floats(OuterOptimizer.MODEL));
        InnerLoop.Batch support = batches.all(scope, episode.support());
        InnerLoop.Batch query = batches.all(scope, episode.query());
        List<Tensor> given = new ArrayList<>(List.of(start, support.x(), support.y(), query.x(), query.y()));
        given.addAll(batches.steps(scope, episode.support(), steps.count(), steps.batchSize(), random));
        return given;
    }

    private void see(float[] parameters) {
        if (start == null) {
            start = root.tensor(parameters, parameters.length);
            gradient = new float[parameters.length];
        } else if (model != parameters) {
            Updates.assign(start, parameters, 0);
        }
        model = parameters;
    }

    private double accuracy(float[] logits, Samples query) {
        return Classification.score(logits, outputs, query.labels()).accuracy();
    }

    private static List<Double> list(float[] values, int from, int to) {
        List<Double> list = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            list.add((double) values[i]);
        }
        return list;
    }
}
