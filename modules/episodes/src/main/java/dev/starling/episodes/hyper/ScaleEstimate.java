package dev.starling.episodes.hyper;

import static dev.starling.engine.Arithmetic.dot;
import static dev.starling.engine.Arithmetic.norm;
import static dev.starling.engine.Arithmetic.plus;

import dev.starling.engine.Seed;
import dev.starling.engine.Vectors;
import java.util.function.IntFunction;

/**
 * How long the second-order term is against its direction v: the least-squares slope theta of {@code (v / |v|) g_s} on
 * {@code |v| S_s} over the horizons s of a DrMAD sweep (algorithm 4 of HyperDistill).
 *
 * @param products sum of x y
 * @param squares sum of x x
 */
record ScaleEstimate(double products, double squares) {

    private static final String PRODUCTS = "products";
    private static final String SQUARES = "squares";

    /** What a task says of it. */
    Vectors vectors() {
        return Vectors.empty().with(PRODUCTS, products).with(SQUARES, squares);
    }

    /** Lengths of the directions, and of the term along them, over all horizons. */
    double[] lengths() {
        double length = Math.sqrt(squares);
        return new double[] {length, length == 0 ? 0 : products / length};
    }

    /** Of all tasks. */
    static ScaleEstimate pooled(Iterable<Vectors> tasks) {
        double products = 0;
        double squares = 0;
        for (Vectors task : tasks) {
            products += task.number(PRODUCTS);
            squares += task.number(SQUARES);
        }
        return new ScaleEstimate(products, squares);
    }

    /** theta; 0 where no direction had a length. */
    double theta() {
        return squares == 0 ? 0 : products / squares;
    }

    /**
     * Rolls a trajectory at fixed hyperparameters and sweeps back along the straight line between its ends, so that no more
     * memory is needed than for the weights.
     *
     * @param first w_0
     * @param random the trajectory's
     */
    static ScaleEstimate of(Inner inner, double[] first, int horizon, Distillation by, Seed random) {
        Inner.Point point = Inner.Point.at(first);
        for (int t = 1; t <= horizon; t++) {
            point = inner.step(point, t);
        }
        IntFunction<double[]> line = SecondOrder.line(first, point.weights(), horizon);
        double[] alpha = inner.validation(point.weights()).byWeights();
        double[] adjoint = alpha;
        double[] term = null;
        Distilled distilled = null;
        double products = 0;
        double squares = 0;
        for (int s = 1; s <= horizon; s++) {
            int t = horizon - s + 1;
            double[] weights = line.apply(t - 1);
            double[] pulled;
            if (t > 1) {
                Calculus.First step = inner.alphaAB(weights, inner.batch(t), adjoint);
                pulled = step.byHyperparameters();
                adjoint = step.byWeights();
            } else {
                pulled = inner.alphaB(weights, inner.batch(t), adjoint);
            }
            term = term == null ? pulled : plus(term, 1, pulled);
            distilled = Distilled.backward(by, distilled, weights, inner.task(), horizon, s, random);
            double[] direction = distilled.direction(inner, alpha);
            double length = norm(direction);
            if (length > 0) {
                double x = length * by.total(s);
                products += x * dot(direction, term) / length;
                squares += x * x;
            }
        }
        return new ScaleEstimate(products, squares);
    }
}
