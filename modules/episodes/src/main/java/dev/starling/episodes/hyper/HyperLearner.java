package dev.starling.episodes.hyper;

import dev.starling.engine.Arithmetic;
import dev.starling.engine.Row;
import dev.starling.engine.Seed;
import dev.starling.engine.Vectors;
import dev.starling.episodes.Calibration;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeLearner;
import dev.starling.episodes.Figures;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Classification;
import java.util.ArrayList;
import java.util.List;

/** Trains the weights on a validation or test task at fixed hyperparameters, and predicts its queries after each step. */
final class HyperLearner implements EpisodeLearner {
    private final HyperMethod method;
    private final Model model;
    private final OnDevice lambda;

    HyperLearner(HyperMethod method, Scope root) {
        this.method = method;
        this.model = method.recipe().open();
        this.lambda = new OnDevice(root);
    }

    /** Not asked for: {@link HyperProgram} trains. */
    @Override
    public Trained train(Scope scope, Episode episode, Vectors state, Seed random) {
        throw new UnsupportedOperationException("'" + method.name() + "' trains in rounds of inner steps");
    }

    @Override
    public Figures test(Scope scope, Episode episode, Vectors state, Seed random) {
        Calculus calculus = new Calculus(model, scope, lambda.of(state.floats(HyperMethod.LAMBDA)));
        Inner inner = method.inner().on(episode, method.study(), calculus, scope, random);
        double[] first = Arithmetic.toDoubles(state.floats(HyperMethod.FIRST));
        Inner.Point point = Inner.Point.at(first);
        int steps = method.study().evaluation().innerSteps();
        List<Double> supportLoss = new ArrayList<>();
        List<Double> queryLoss = new ArrayList<>();
        List<Double> queryAccuracy = new ArrayList<>();
        Calibration calibration = null;
        boolean classes = !episode.query().regression();
        for (int t = 1; t <= steps + 1; t++) {
            queryLoss.add(calculus.validationLoss(point.weights(), inner.task().validation()));
            if (classes) {
                float[] logits = outputs(scope, calculus, point, inner);
                queryAccuracy.add(accuracy(logits, episode));
                calibration = Calibration.of(
                        logits,
                        method.study().tasks().outputs(),
                        episode.query().labels());
            }
            supportLoss.add(calculus.trainLoss(point.weights(), inner.batch(t)));
            if (t <= steps) {
                point = inner.step(point, t);
            }
        }
        return new Figures(
                supportLoss,
                queryLoss,
                queryAccuracy,
                calibration,
                null,
                steps == 0 ? null : (Double) Arithmetic.norm(Arithmetic.plus(point.weights(), -1, first)),
                exampleWeights(scope, calculus, point, inner, episode));
    }

    private float[] outputs(Scope scope, Calculus calculus, Inner.Point point, Inner inner) {
        Tensor weights = Calculus.tensor(scope, calculus.dtype(), point.weights());
        List<Tensor> given = List.of(
                weights, calculus.hyperparameters(), inner.task().validation().get(0));
        return scope.replay(
                        new OutputsOf(model),
                        given,
                        leaves -> List.of(model.outputs(leaves.get(0), leaves.get(1), leaves.get(2))))
                .get(0)
                .toFloats();
    }

    private double accuracy(float[] logits, Episode episode) {
        return Classification.score(
                        logits,
                        method.study().tasks().outputs(),
                        episode.query().labels())
                .accuracy();
    }

    private List<Row> exampleWeights(Scope scope, Calculus calculus, Inner.Point point, Inner inner, Episode episode) {
        if (!(model instanceof Weighted weighted)) {
            return List.of();
        }
        int[] truth = method.tasks()
                .trueLabels(episode.spec())
                .orElse(episode.support().labels());
        return List.of(ExampleWeights.of(weighted, scope, calculus, point.weights(), inner.task(), episode, truth));
    }

    private record OutputsOf(Model model) {}
}
