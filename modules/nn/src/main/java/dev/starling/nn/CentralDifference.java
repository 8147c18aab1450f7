package dev.starling.nn;

import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Objective.Taylor;

/**
 * The Taylor term for models that give first derivatives only: the derivative of the mean cross-entropy along the
 * direction, by central differences of step e. Its gradient is {@code coefficient * (G(+e) - G(-e)) / 2e}, two more
 * gradient passes.
 */
final class CentralDifference {

    /** Adds {@code factor} times the gradient of mean CE into an accumulator and returns the mean CE. */
    interface Pass {
        double accumulate(Tensor x, Tensor targets, double factor);
    }

    private CentralDifference() {}

    /**
     * Accumulates the term's gradient.
     *
     * @param scope owns the displaced inputs
     * @return the term's value
     */
    static double accumulate(Scope scope, Tensor inputs, Taylor taylor, Pass pass) {
        Tensor x = scope.constant(inputs);
        Tensor direction = scope.constant(taylor.direction());
        double step = step(x, direction);
        if (step == 0) {
            return 0;
        }
        Tensor shift = direction.mul(step);
        double factor = taylor.coefficient() / (2 * step);
        double ahead = pass.accumulate(x.add(shift), taylor.labels(), factor);
        double behind = pass.accumulate(x.sub(shift), taylor.labels(), -factor);
        return factor * (ahead - behind);
    }

    /**
     * The displacement as a share of the inputs' size: 1e-2 in float32, 1e-3 in float64, times the ratio of the root
     * mean squares; 0 where there is no direction.
     */
    private static double step(Tensor x, Tensor direction) {
        double length = rootMeanSquare(direction);
        if (length == 0) {
            return 0;
        }
        double share = x.dtype() == DType.FLOAT64 ? 1e-3 : 1e-2;
        double size = rootMeanSquare(x);
        // A batch of zeros has no size to compare with; unit inputs are the best guess.
        return share * (size == 0 ? 1 : size) / length;
    }

    private static double rootMeanSquare(Tensor tensor) {
        return Math.sqrt(tensor.square().mean().item());
    }
}
