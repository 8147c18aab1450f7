package dev.starling.episodes.hyper;

import static dev.starling.engine.Arithmetic.plus;
import static dev.starling.engine.Arithmetic.times;

import dev.starling.kernel.Tensor;
import java.util.List;

/**
 * Inner steps on a task, {@code w_t = w_(t-1) - rate (momentum u_(t-1) + grad_w L_tr)}, and products with their adjoints
 * {@code A = I - rate d2L/dw dw} and {@code B = -rate d2L/dw dlambda}. The adjoints hold the velocity u constant, as published.
 *
 * @param calculus the problem at the hyperparameters
 * @param task the data
 * @param rate step size
 * @param momentum of the heavy ball, 0 for plain descent
 */
record Inner(Calculus calculus, InnerTask task, double rate, double momentum) {

    /** What a step reads and leaves; arrays are not written to. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Point(double[] weights, double[] velocity) {
        static Point at(double[] weights) {
            return new Point(weights, new double[weights.length]);
        }
    }

    /** The point after step {@code t}, from 1. */
    Point step(Point from, int t) {
        double[] slope = calculus.train(from.weights, batch(t)).byWeights();
        double[] velocity = plus(slope, momentum, from.velocity);
        return new Point(plus(from.weights, -rate, velocity), velocity);
    }

    /** Validation loss, alpha and the direct term. */
    Calculus.First validation(double[] weights) {
        return calculus.validation(weights, task.validation());
    }

    /** {@code alpha B}. */
    double[] alphaB(double[] weights, List<Tensor> batch, double[] alpha) {
        return times(-rate, calculus.mixed(weights, batch, alpha));
    }

    /** {@code alpha A} by weights and {@code alpha B} by hyperparameters. */
    Calculus.First alphaAB(double[] weights, List<Tensor> batch, double[] alpha) {
        Calculus.First products = calculus.both(weights, batch, alpha);
        return new Calculus.First(
                products.loss(), plus(alpha, -rate, products.byWeights()), times(-rate, products.byHyperparameters()));
    }

    /** {@code alpha A}. */
    double[] alphaA(double[] weights, List<Tensor> batch, double[] alpha) {
        return plus(alpha, -rate, calculus.curvature(weights, batch, alpha));
    }

    /** The mini-batch of step {@code t}. */
    List<Tensor> batch(int t) {
        return task.batch(task.examples(t));
    }
}
