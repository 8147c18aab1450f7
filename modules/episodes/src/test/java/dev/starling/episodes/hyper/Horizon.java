package dev.starling.episodes.hyper;

import static dev.starling.engine.Arithmetic.times;

import dev.starling.engine.Arithmetic;
import dev.starling.engine.Seed;
import java.util.ArrayList;
import java.util.List;

/** A trajectory at fixed hyperparameters, and the second-order term of each of its horizons by every method. */
final class Horizon {
    static final Seed RANDOM = Seed.of(5);

    private final Inner inner;
    private final List<double[]> path = new ArrayList<>();

    Horizon(Inner inner, double[] first, int steps) {
        this.inner = inner;
        Inner.Point point = Inner.Point.at(first);
        path.add(first);
        for (int t = 1; t <= steps; t++) {
            point = inner.step(point, t);
            path.add(point.weights());
        }
    }

    List<double[]> path() {
        return path;
    }

    double[] alpha(int t) {
        return inner.validation(path.get(t)).byWeights();
    }

    double[] direct(int t) {
        return inner.validation(path.get(t)).byHyperparameters();
    }

    double[] exact(int t) {
        return SecondOrder.backward(inner, path::get, t, alpha(t));
    }

    double[] oneStep(int t) {
        return SecondOrder.lastStep(inner, path.get(t - 1), t, alpha(t));
    }

    double[] straight(int t) {
        return SecondOrder.straight(inner, path.get(0), path.get(t), t, alpha(t));
    }

    double[] distilled(int t, Distillation by, double theta) {
        Distilled distilled = null;
        for (int s = 1; s <= t; s++) {
            distilled = Distilled.forward(by, distilled, path.get(s - 1), inner.task(), s, RANDOM);
        }
        return times(theta * by.total(t), distilled.direction(inner, alpha(t)));
    }

    double theta(int steps, Distillation by) {
        return ScaleEstimate.of(inner, path.get(0), steps, by, RANDOM).theta();
    }

    static double cosine(double[] a, double[] b) {
        return Arithmetic.dot(a, b) / (Arithmetic.norm(a) * Arithmetic.norm(b));
    }
}
