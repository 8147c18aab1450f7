package dev.starling.episodes;

import dev.starling.kernel.Tensor;

/** What outputs cost. Targets are {@code [batch, outputs]}: numbers, or for classes one row of probabilities an example. */
public enum TaskLoss {
    /** The squared difference from targets, the mean over outputs. */
    SQUARES {
        @Override
        public Tensor mean(Tensor outputs, Tensor targets) {
            return outputs.sub(targets).square().mean();
        }

        @Override
        public Tensor each(Tensor outputs, Tensor targets) {
            return outputs.sub(targets).square().mean(1);
        }
    },
    /** Cross-entropy, nats. */
    CROSS_ENTROPY {
        @Override
        public Tensor mean(Tensor outputs, Tensor targets) {
            return outputs.crossEntropy(targets);
        }

        @Override
        public Tensor each(Tensor outputs, Tensor targets) {
            return outputs.logSoftmax().mul(targets).sum(1).neg();
        }
    };

    /** The loss of tasks that predict numbers, or classes. */
    public static TaskLoss of(boolean regression) {
        return regression ? SQUARES : CROSS_ENTROPY;
    }

    /** The mean over examples, a scalar. */
    public abstract Tensor mean(Tensor outputs, Tensor targets);

    /** {@code [batch]}. */
    public abstract Tensor each(Tensor outputs, Tensor targets);
}
