package dev.starling.episodes.hyper;

import static dev.starling.engine.Arithmetic.between;
import static dev.starling.engine.Arithmetic.plus;

import dev.starling.kernel.Tensor;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Second-order terms {@code alpha_T sum_i (prod_(j>i) A_j) B_i} of the hypergradient of horizon T, exact or estimated, each
 * {@code [hyperparameters]}.
 */
final class SecondOrder {
    private SecondOrder() {}

    /** Of the last step alone: {@code alpha B_T} at {@code w_(T-1)}. */
    static double[] lastStep(Inner inner, double[] before, int horizon, double[] alpha) {
        return inner.alphaB(before, inner.batch(horizon), alpha);
    }

    /**
     * Reverse mode (RMD): backwards through the steps.
     *
     * @param path {@code w_t} by t, asked for horizon - 1 to 0
     */
    static double[] backward(Inner inner, IntFunction<double[]> path, int horizon, double[] alpha) {
        double[] adjoint = alpha;
        double[] term = null;
        for (int t = horizon; t >= 1; t--) {
            double[] weights = path.apply(t - 1);
            double[] pulled;
            if (t > 1) {
                Calculus.First products = inner.alphaAB(weights, inner.batch(t), adjoint);
                pulled = products.byHyperparameters();
                adjoint = products.byWeights();
            } else {
                pulled = inner.alphaB(weights, inner.batch(t), adjoint);
            }
            term = term == null ? pulled : plus(term, 1, pulled);
        }
        return term;
    }

    /** DrMAD (Fu et al. 2016): {@link #backward} along the straight line from {@code w_0} to {@code w_T}. */
    static double[] straight(Inner inner, double[] first, double[] last, int horizon, double[] alpha) {
        return backward(inner, line(first, last, horizon), horizon, alpha);
    }

    /** Points of the straight line by t, 0 to horizon. */
    static IntFunction<double[]> line(double[] first, double[] last, int horizon) {
        return t -> between((double) t / horizon, last, first);
    }

    /**
     * Forward mode (FMD): carries {@code dw/dlambda} along, a row a weight, at as many products a step as there are weights.
     *
     * @param path {@code w_0} to {@code w_(T-1)}
     */
    static double[] forward(Inner inner, List<double[]> path, double[] alpha) {
        double[][] slopes = null;
        for (int t = 1; t <= path.size(); t++) {
            slopes = carried(inner, path.get(t - 1), t, slopes);
        }
        return alongRows(alpha, slopes);
    }

    private static double[][] carried(Inner inner, double[] weights, int t, double[][] before) {
        List<Tensor> batch = inner.batch(t);
        double[][] slopes = new double[weights.length][];
        for (int row = 0; row < weights.length; row++) {
            double[] unit = new double[weights.length];
            unit[row] = 1;
            if (before == null) {
                slopes[row] = inner.alphaB(weights, batch, unit);
            } else {
                Calculus.First products = inner.alphaAB(weights, batch, unit);
                slopes[row] = plus(alongRows(products.byWeights(), before), 1, products.byHyperparameters());
            }
        }
        return slopes;
    }

    private static double[] alongRows(double[] row, double[][] matrix) {
        double[] product = new double[matrix[0].length];
        for (int i = 0; i < row.length; i++) {
            for (int j = 0; j < product.length; j++) {
                product[j] += row[i] * matrix[i][j];
            }
        }
        return product;
    }

    /**
     * The implicit function theorem with a truncated Neumann series (Lorraine et al. 2020): {@code q B_T} with
     * {@code q = sum_(n=0..terms) alpha (I - rate H)^n}, all at {@code w_(T-1)}.
     */
    static double[] neumann(Inner inner, double[] before, int horizon, int terms, double[] alpha) {
        List<Tensor> batch = inner.batch(horizon);
        double[] power = alpha;
        double[] sum = alpha;
        for (int n = 1; n <= terms; n++) {
            power = inner.alphaA(before, batch, power);
            sum = plus(sum, 1, power);
        }
        return inner.alphaB(before, batch, sum);
    }
}
