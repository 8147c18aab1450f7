package dev.starling.nn;

import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.kernel.Updates;
import dev.starling.nn.Objective.Taylor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Learns with one of our networks. The Taylor term is exact: the direction is pushed forward through the network, and
 * the sum of both terms is differentiated once (reverse over forward). Holds no memory of its own: the plans of its steps are the scopes'.
 */
public final class KernelLearner implements Learner {
    private final Network network;

    public KernelLearner(Network network) {
        this.network = network;
    }

    @Override
    public Layout layout() {
        return network.layout();
    }

    @Override
    public int[] inputShape() {
        return network.inputShape();
    }

    @Override
    public int classes() {
        return network.outputs();
    }

    @Override
    public LossAndGradient gradient(Scope scope, Tensor parameters, Objective objective, Dropout dropout) {
        Step step = Step.of(this, objective, dropout);
        List<Tensor> results =
                scope.replay(step, step.inputs(scope, parameters, objective, dropout), step::lossAndGradient);
        return new LossAndGradient(results.get(0).item(), results.get(1));
    }

    @Override
    public double descend(
            Scope scope, Tensor from, Tensor to, Objective objective, Dropout dropout, double learningRate) {
        Step step = Step.of(this, objective, dropout);
        return scope.replayAdding(
                        step,
                        step.inputs(scope, from, objective, dropout),
                        new Updates.Addition(from, -learningRate, to),
                        step::lossAndGradient)
                .get(0)
                .item();
    }

    /** What a step computes, its numbers aside, from parameters, x, targets, the Taylor term's direction and labels, and masks. */
    private record Step(Network network, double coefficient, boolean drops) {
        static Step of(KernelLearner learner, Objective objective, Dropout dropout) {
            return new Step(
                    learner.network,
                    objective.effectiveTaylor().map(Taylor::coefficient).orElse(0.0),
                    dropout.active() && !learner.network.masks().isEmpty());
        }

        List<Tensor> inputs(Scope scope, Tensor parameters, Objective objective, Dropout dropout) {
            List<Tensor> inputs = new ArrayList<>(List.of(parameters, objective.x(), objective.targets()));
            objective
                    .effectiveTaylor()
                    .ifPresent(taylor -> inputs.addAll(List.of(taylor.direction(), taylor.labels())));
            if (drops) {
                network.masks().forEach(mask -> inputs.add(mask.draw(dropout, scope, objective.x())));
            }
            return inputs;
        }

        List<Tensor> lossAndGradient(List<Tensor> given) {
            Tensor weights = given.get(0).scope().variable(given.get(0));
            Objective plain = Objective.crossEntropy(given.get(1), given.get(2));
            Objective objective =
                    coefficient == 0 ? plain : plain.with(new Taylor(coefficient, given.get(3), given.get(4)));
            int firstMask = coefficient == 0 ? 3 : 5;
            Dropout drawn =
                    drops ? new DrawnDropout(network.masks(), given.subList(firstMask, given.size())) : Dropout.none();
            Tensor loss = new KernelLearner(network).loss(weights, objective, drawn);
            return List.of(loss, Derivatives.gradient(loss, List.of(weights)).get(0));
        }
    }

    /** What an evaluation computes. */
    private record Evaluation(Network network) {}

    /** The objective as a differentiable scalar. */
    Tensor loss(Tensor weights, Objective objective, Dropout dropout) {
        Tensor x = objective.x();
        Optional<Taylor> taylor = objective.effectiveTaylor();
        if (taylor.isEmpty()) {
            return Losses.crossEntropy(network.logits(weights, x, dropout), objective.targets());
        }
        Tensor labels = taylor.get().labels();
        Network.Pushed pushed = network.push(weights, x, taylor.get().direction(), dropout);
        // The mean inner product is mean_i <softmax(z_i) sum(y_i) - y_i, zdot_i> with the logits' tangent zdot.
        Tensor products = Losses.crossEntropySlope(pushed.logits(), labels).mul(pushed.tangent());
        double weight = taylor.get().coefficient() / x.dim(0);
        return Losses.crossEntropy(pushed.logits(), objective.targets())
                .add(products.sum().mul(weight));
    }

    @Override
    public Tensor logits(Scope scope, Tensor parameters, Tensor x) {
        return scope.replay(
                        new Evaluation(network),
                        List.of(parameters, x),
                        given -> List.of(network.logits(given.get(0), given.get(1), Dropout.none())))
                .get(0);
    }

    @Override
    public float[] initial(RandomGenerator random) {
        return network.initial(random);
    }

    @Override
    public void close() {
        // Tensors belong to the caller's scopes.
    }
}
