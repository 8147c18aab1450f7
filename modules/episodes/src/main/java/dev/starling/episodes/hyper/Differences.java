package dev.starling.episodes.hyper;

import static dev.starling.engine.Arithmetic.dot;
import static dev.starling.engine.Arithmetic.norm;
import static dev.starling.engine.Arithmetic.plus;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.List;

/**
 * The independent way to products: central differences of slopes, in float64. The step is {@code 6e-6 (1 + |at|) / |along|}, the
 * cube root of what a double resolves.
 *
 * @param w where the slope is
 * @param lambda where the slope is
 * @param share of the step
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Differences(Problem problem, Scope scope, double[] w, double[] lambda, List<Tensor> batch, double share) {

    /** {@code alpha dslope/dw along}. */
    double byWeights(double[] alpha, double[] along) {
        double step = step(w, along);
        return (dot(alpha, slope(plus(w, step, along), lambda)) - dot(alpha, slope(plus(w, -step, along), lambda)))
                / (2 * step);
    }

    /** {@code alpha dslope/dlambda along}. */
    double byHyperparameters(double[] alpha, double[] along) {
        double step = step(lambda, along);
        return (dot(alpha, slope(w, plus(lambda, step, along))) - dot(alpha, slope(w, plus(lambda, -step, along))))
                / (2 * step);
    }

    private double step(double[] at, double[] along) {
        return share * 6e-6 * (1 + norm(at)) / norm(along);
    }

    private double[] slope(double[] weights, double[] hyperparameters) {
        Tensor variable = scope.variable(scope.tensor(weights, weights.length));
        return problem.descent(variable, scope.tensor(hyperparameters, hyperparameters.length), batch)
                .slope()
                .toDoubles();
    }
}
