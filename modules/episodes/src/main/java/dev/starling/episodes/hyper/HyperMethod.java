package dev.starling.episodes.hyper;

import dev.starling.engine.Seed;
import dev.starling.engine.Sum;
import dev.starling.engine.TrainedModel;
import dev.starling.engine.Vectors;
import dev.starling.episodes.Adaptation;
import dev.starling.episodes.EpisodeLearner;
import dev.starling.episodes.EpisodeTasks;
import dev.starling.episodes.Method;
import dev.starling.episodes.OuterOptimizer;
import dev.starling.episodes.Split;
import dev.starling.episodes.Study;
import dev.starling.kernel.Scope;

/**
 * Hyperparameters and a first point that are learned together. {@link HyperProgram} trains them, in rounds of inner steps; as a
 * {@link Method} it is only validated and tested.
 *
 * @param name in the tables
 * @param recipe the problem
 * @param estimator of the second-order term
 * @param inner how tasks are trained
 * @param outer how lambda moves; its iterations are movements of lambda
 * @param reptileRate part of the way from phi to the mean trained weights that phi goes after an outer iteration
 * @param normalization what batch normalization takes its statistics from, for the tables
 * @param study what all trials share
 */
record HyperMethod(
        String name,
        ModelRecipe recipe,
        Estimator estimator,
        InnerSteps inner,
        OuterOptimizer outer,
        double reptileRate,
        String normalization,
        Study study)
        implements Method {
    private static final long serialVersionUID = 1L;

    /** The weights phi that inner steps start from, in the state, float32. */
    static final String FIRST = "first";

    /** Lambda in the state, float32. */
    static final String LAMBDA = OuterOptimizer.MODEL;

    @Override
    public Vectors initial(Seed seed) {
        ModelRecipe.Start start = recipe.initial(seed.child("initial").random());
        return outer.begin(Vectors.empty().with(LAMBDA, start.hyperparameters()).with(FIRST, start.weights()));
    }

    @Override
    public Vectors seen(Vectors state) {
        return Vectors.empty().with(LAMBDA, state.floats(LAMBDA)).with(FIRST, state.floats(FIRST));
    }

    @Override
    public EpisodeLearner open(Scope root) {
        return new HyperLearner(this, root);
    }

    /** Not asked for: {@link HyperProgram} plans no training episodes of this kind. */
    @Override
    public Vectors advance(Vectors state, Sum episodes, int iteration) {
        throw new UnsupportedOperationException("'" + name + "' moves by hypergradients, inside its tasks");
    }

    @Override
    public double learningRate(int iteration) {
        return outer.stepSize().at(iteration);
    }

    @Override
    public Adaptation adaptation(Split split) {
        return new Adaptation(
                split == Split.TRAIN ? inner.count() : study.evaluation().innerSteps(),
                inner.rate(),
                split == Split.TRAIN ? estimator.order() : 0,
                normalization);
    }

    @Override
    public TrainedModel model(Vectors seen) {
        return recipe.trained(seen.floats(LAMBDA), seen.floats(FIRST));
    }

    /** What episodes are drawn from. */
    EpisodeTasks tasks() {
        return (EpisodeTasks) study.tasks();
    }
}
