package dev.starling.nn;

import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Objective.Taylor;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Learns with one of our networks. The Taylor term is exact: a tangent is pushed forward along the direction, and the
 * sum of both terms is differentiated once (reverse over forward). Holds no memory of its own.
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
        Optional<Taylor> taylor = objective.effectiveTaylor();
        // Leaves of the step's scope: what is computed from the caller's tensors alone must not stay with them.
        Tensor x = taylor.isEmpty() ? scope.constant(objective.x()) : scope.variable(objective.x());
        Tensor logits = network.logits(weights, x, dropout);
        Tensor plain = Losses.crossEntropy(logits, scope.constant(objective.targets()));
        return taylor.isEmpty() ? plain : plain.add(taylorTerm(scope, x, logits, taylor.get()));
    }

    /** mean_i of {@code <softmax(z_i) sum(y_i) - y_i, zdot_i>}, where zdot is the logits' tangent along the direction. */
    private static Tensor taylorTerm(Scope scope, Tensor x, Tensor logits, Taylor taylor) {
        Tensor direction = scope.constant(taylor.direction()).broadcastTo(x.shape());
        Tensor tangent = Derivatives.jvp(logits, List.of(x), List.of(direction));
        Tensor slope = Losses.crossEntropySlope(logits, scope.constant(taylor.labels()));
        return slope.mul(tangent).sum().mul(taylor.coefficient() / x.dim(0));
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
