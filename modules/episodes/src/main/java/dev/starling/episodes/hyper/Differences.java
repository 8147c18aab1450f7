package dev.starling.episodes.hyper;

import static dev.starling.engine.Arithmetic.norm;
import static dev.starling.engine.Arithmetic.plus;
import static dev.starling.engine.Arithmetic.times;

import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.List;

/** The independent way to the products: central differences of first derivatives, in float64. */
final class Differences {
    private Differences() {}

    /**
     * @param share of the step {@code 6e-6 (1 + |w|) / |alpha|}
     */
    static Calculus.First products(
            Problem problem,
            Scope scope,
            double[] w,
            double[] lambda,
            List<Tensor> batch,
            double[] alpha,
            double share) {
        double step = share * 6e-6 * (1 + norm(w)) / norm(alpha);
        Calculus.First ahead = slopes(problem, scope, plus(w, step, alpha), lambda, batch);
        Calculus.First behind = slopes(problem, scope, plus(w, -step, alpha), lambda, batch);
        return new Calculus.First(
                0,
                times(0.5 / step, plus(ahead.byWeights(), -1, behind.byWeights())),
                times(0.5 / step, plus(ahead.byHyperparameters(), -1, behind.byHyperparameters())));
    }

    private static Calculus.First slopes(
            Problem problem, Scope scope, double[] weights, double[] hyperparameters, List<Tensor> batch) {
        Tensor w = scope.variable(scope.tensor(weights, weights.length));
        Tensor lambda = scope.variable(scope.tensor(hyperparameters, hyperparameters.length));
        List<Tensor> by = Derivatives.gradient(problem.trainLoss(w, lambda, batch), List.of(w, lambda));
        return new Calculus.First(0, by.get(0).toDoubles(), by.get(1).toDoubles());
    }
}
