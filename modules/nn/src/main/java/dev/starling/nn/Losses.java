package dev.starling.nn;

import dev.starling.kernel.Tensor;

/** Differentiable losses of logits. */
public final class Losses {
    private Losses() {}

    /**
     * Cross-entropy with soft labels: {@code mean_i -sum_c t_ic log softmax(z_i)_c}.
     *
     * @param logits z, {@code [batch, classes]}
     * @param targets t, {@code [batch, classes]}, rows of any sum
     * @return a scalar, nats
     */
    public static Tensor crossEntropy(Tensor logits, Tensor targets) {
        return logits.crossEntropy(targets);
    }

    /** Derivative of each row's cross-entropy by its logits: {@code softmax(z_i) sum(t_i) - t_i}. */
    static Tensor crossEntropySlope(Tensor logits, Tensor targets) {
        Tensor total = targets.sum(1).reshape(targets.dim(0), 1);
        return logits.softmax().mul(total).sub(targets);
    }
}
