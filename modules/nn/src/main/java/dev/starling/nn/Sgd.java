package dev.starling.nn;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.kernel.Updates;

/**
 * Stochastic gradient descent: {@code v <- momentum v + g + weightDecay w; w <- w - learningRate v}, which without
 * momentum is the plain step. Its velocity appears at the first step and lives as long as the scope given here.
 */
public final class Sgd implements Optimizer {
    private final Scope scope;
    private final double momentum;
    private final double weightDecay;
    private Tensor velocity;

    /**
     * @param scope owns the velocity; unused without momentum
     * @param momentum in [0, 1)
     * @param weightDecay at least 0, added to the gradient as {@code weightDecay * parameters}
     */
    public Sgd(Scope scope, double momentum, double weightDecay) {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("SGD's momentum is " + momentum + ": it must be in [0, 1)");
        }
        if (!(weightDecay >= 0)) {
            throw new IllegalArgumentException("SGD's weight decay is " + weightDecay + ": it must be at least 0");
        }
        this.scope = scope;
        this.momentum = momentum;
        this.weightDecay = weightDecay;
    }

    /** Without momentum and weight decay. */
    public static Sgd plain(Scope scope) {
        return new Sgd(scope, 0, 0);
    }

    @Override
    public void step(Tensor parameters, Tensor gradient, double learningRate) {
        if (momentum == 0) {
            if (weightDecay != 0) {
                Updates.scale(parameters, 1 - learningRate * weightDecay);
            }
            Updates.axpy(parameters, -learningRate, gradient);
            return;
        }
        if (velocity == null) {
            velocity = scope.zeros(parameters.dtype(), parameters.shape());
        }
        Updates.scale(velocity, momentum);
        Updates.axpy(velocity, 1, gradient);
        if (weightDecay != 0) {
            Updates.axpy(velocity, weightDecay, parameters);
        }
        Updates.axpy(parameters, -learningRate, velocity);
    }

    @Override
    public void reset() {
        if (velocity != null) {
            Updates.fill(velocity, 0);
        }
    }
}
