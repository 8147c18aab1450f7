package dev.starling.episodes.gradient;

import dev.starling.kernel.Tensor;
import java.io.Serializable;

/** How an inner step follows from a gradient, as a function of tensors: derivatives pass through it. */
sealed interface InnerRule extends Serializable {

    /** Step size. */
    double rate();

    /** What the rule remembers after a step; null if nothing. */
    Tensor memory(Tensor memory, Tensor gradient);

    /**
     * What is subtracted from the parameters.
     *
     * @param memory after the step
     * @param step from 0
     */
    Tensor movement(Tensor memory, Tensor gradient, int step);

    /** Gradient descent. */
    record Sgd(double rate) implements InnerRule {
        @Override
        public Tensor memory(Tensor memory, Tensor gradient) {
            return null;
        }

        @Override
        public Tensor movement(Tensor memory, Tensor gradient, int step) {
            return gradient.mul(rate);
        }
    }

    /** Adam without its first moment, as Reptile has it: beta1 is 0. */
    record Adam(double rate, double beta2, double epsilon) implements InnerRule {
        @Override
        public Tensor memory(Tensor memory, Tensor gradient) {
            Tensor fresh = gradient.square().mul(1 - beta2);
            return memory == null ? fresh : memory.mul(beta2).add(fresh);
        }

        @Override
        public Tensor movement(Tensor memory, Tensor gradient, int step) {
            Tensor variance = memory.mul(1 / (1 - StrictMath.pow(beta2, step + 1)));
            return gradient.mul(rate).div(variance.sqrt().add(epsilon));
        }
    }
}
