package dev.starling.nn;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.kernel.Updates;

/**
 * Adam with bias correction (Kingma and Ba 2015, algorithm 1): {@code m <- b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g^2;
 * w <- w - learningRate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon)}. Both moments appear at the first step and
 * live as long as the scope given here.
 */
public final class Adam implements Optimizer {
    private final Scope scope;
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private Tensor mean;
    private Tensor square;
    private int steps;

    /**
     * @param scope owns both moments
     * @param beta1 decay of the mean, in [0, 1)
     * @param beta2 decay of the mean square, in [0, 1)
     * @param epsilon added to the root, above 0
     */
    public Adam(Scope scope, double beta1, double beta2, double epsilon) {
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
            throw new IllegalArgumentException(
                    "Adam's decays are " + beta1 + " and " + beta2 + ": both must be in [0, 1)");
        }
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("Adam's epsilon is " + epsilon + ": it must be above 0");
        }
        this.scope = scope;
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
    }

    /** With the paper's decays 0.9 and 0.999 and epsilon 1e-8. */
    public static Adam standard(Scope scope) {
        return new Adam(scope, 0.9, 0.999, 1e-8);
    }

    @Override
    public void step(Tensor parameters, Tensor gradient, double learningRate) {
        if (mean == null) {
            mean = scope.zeros(parameters.dtype(), parameters.shape());
            square = scope.zeros(parameters.dtype(), parameters.shape());
        }
        steps++;
        try (Scope temporary = gradient.scope().child()) {
            Tensor g = temporary.constant(gradient);
            Updates.scale(mean, beta1);
            Updates.axpy(mean, 1 - beta1, g);
            Updates.scale(square, beta2);
            Updates.axpy(square, 1 - beta2, g.square());
            double meanScale = 1 / (1 - Math.pow(beta1, steps));
            double squareScale = 1 / (1 - Math.pow(beta2, steps));
            Tensor root = temporary.copy(square).mul(squareScale).sqrt().add(epsilon);
            Updates.axpy(
                    parameters, -learningRate * meanScale, temporary.copy(mean).div(root));
        }
    }

    @Override
    public void reset() {
        steps = 0;
        if (mean != null) {
            Updates.fill(mean, 0);
            Updates.fill(square, 0);
        }
    }
}
