package dev.starling.nn;

import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
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
        Term term = Term.of(objective);
        List<Tensor> inputs = new ArrayList<>(List.of(parameters, objective.x(), objective.targets()));
        objective.effectiveTaylor().ifPresent(taylor -> inputs.addAll(List.of(taylor.direction(), taylor.labels())));
        List<Network.Mask> masks = dropout.active() ? network.masks() : List.of();
        int firstMask = inputs.size();
        masks.forEach(mask -> inputs.add(mask.draw(dropout, scope, objective.x())));
        List<Tensor> results = scope.replay(new Step(network, term, !masks.isEmpty()), inputs, given -> {
            Tensor weights = given.get(0).scope().variable(given.get(0));
            Dropout drawn =
                    masks.isEmpty() ? Dropout.none() : new DrawnDropout(masks, given.subList(firstMask, given.size()));
            Tensor loss = loss(weights, term.objective(given), drawn);
            return List.of(loss, Derivatives.gradient(loss, List.of(weights)).get(0));
        });
        return new LossAndGradient(results.get(0).item(), results.get(1));
    }

    /** What a step computes, its numbers aside. */
    private record Step(Network network, Term term, boolean drops) {}

    /** What an evaluation computes. */
    private record Evaluation(Network network) {}

    /** The Taylor term's coefficient, 0 without one. */
    private record Term(double coefficient) {
        static Term of(Objective objective) {
            return new Term(objective.effectiveTaylor().map(Taylor::coefficient).orElse(0.0));
        }

        /** The objective over a replay's inputs: parameters, x, targets, and the term's direction and labels. */
        Objective objective(List<Tensor> given) {
            Objective plain = Objective.crossEntropy(given.get(1), given.get(2));
            return coefficient == 0 ? plain : plain.with(new Taylor(coefficient, given.get(3), given.get(4)));
        }
    }

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
