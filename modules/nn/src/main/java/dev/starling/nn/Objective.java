package dev.starling.nn;

import dev.starling.kernel.Tensor;
import java.util.Optional;

/**
 * What a local step minimises: {@code mean_i CE(f(x_i), t_i) + coefficient * mean_i <grad_x CE(f(x_i), y_i), d>} with
 * {@code CE(z, t) = -sum_c t_c log softmax(z)_c}. FedAvg, LocalMix, GlobalMix and NaiveMix have only the first mean,
 * with mixed inputs and targets; FedMix has both (Yoon et al. 2021).
 *
 * @param x the batch of inputs {@code [batch, inputShape...]}
 * @param targets soft labels t, {@code [batch, classes]}; rows may have any sum
 * @param taylor the second mean, if there is one
 */
public record Objective(Tensor x, Tensor targets, Optional<Taylor> taylor) {

    /**
     * The first-order Taylor term. It is differentiated through: its gradient is a mixed second derivative.
     *
     * @param coefficient its weight; 0 gives the bits of the objective without it
     * @param direction d: one direction {@code [1, inputShape...]} for the whole batch, or one for each example
     *     {@code [batch, inputShape...]}
     * @param labels y, {@code [batch, classes]}
     */
    public record Taylor(double coefficient, Tensor direction, Tensor labels) {

        public Taylor {
            if (!Double.isFinite(coefficient)) {
                throw new IllegalArgumentException(
                        "The Taylor term's coefficient is " + coefficient + ": it must be finite");
            }
        }
    }

    public Objective {
        if (x.dim(0) != targets.dim(0)) {
            throw new IllegalArgumentException("A batch has " + x.dim(0) + " inputs and " + targets.dim(0)
                    + " targets: every input needs one row of targets");
        }
    }

    /** The plain mean cross-entropy. */
    public static Objective crossEntropy(Tensor x, Tensor targets) {
        return new Objective(x, targets, Optional.empty());
    }

    /** The same objective with a Taylor term. */
    public Objective with(Taylor term) {
        return new Objective(x, targets, Optional.of(term));
    }

    /** Number of examples. */
    int batch() {
        return x.dim(0);
    }

    /** The Taylor term where it changes anything. */
    Optional<Taylor> effectiveTaylor() {
        return taylor.filter(term -> term.coefficient() != 0);
    }
}
