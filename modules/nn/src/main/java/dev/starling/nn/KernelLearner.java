package dev.starling.nn;

import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Objective.Taylor;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Learns with one of our networks. The Taylor term is exact: the direction is pushed forward through the network, and
 * the sum of both terms is differentiated once (reverse over forward). Holds no memory of its own.
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
        Tensor weights = scope.variable(parameters);
        Tensor loss = loss(scope, weights, objective, dropout);
        Tensor gradient = Derivatives.gradient(loss, List.of(weights)).get(0);
        return new LossAndGradient(loss.item(), gradient);
    }

    /** The objective as a differentiable scalar. */
    Tensor loss(Scope scope, Tensor weights, Objective objective, Dropout dropout) {
        // Leaves of the step's scope: what is computed from the caller's tensors alone must not stay with them.
        Tensor x = scope.constant(objective.x());
        Tensor targets = scope.constant(objective.targets());
        Optional<Taylor> taylor = objective.effectiveTaylor();
        if (taylor.isEmpty()) {
            return Losses.crossEntropy(network.logits(weights, x, dropout), targets);
        }
        Tensor direction = scope.constant(taylor.get().direction());
        Tensor labels = scope.constant(taylor.get().labels());
        Network.Pushed pushed = network.push(weights, x, direction, dropout);
        // The mean inner product is mean_i <softmax(z_i) sum(y_i) - y_i, zdot_i> with the logits' tangent zdot.
        Tensor products = Losses.crossEntropySlope(pushed.logits(), labels).mul(pushed.tangent());
        double weight = taylor.get().coefficient() / x.dim(0);
        return Losses.crossEntropy(pushed.logits(), targets).add(products.sum().mul(weight));
    }

    @Override
    public Tensor logits(Scope scope, Tensor parameters, Tensor x) {
        return network.logits(scope.constant(parameters), x, Dropout.none());
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
