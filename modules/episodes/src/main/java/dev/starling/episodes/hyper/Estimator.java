package dev.starling.episodes.hyper;

import dev.starling.engine.Arithmetic;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/** How the second-order term of a hypergradient is found, and after which inner steps the hyperparameters move. */
sealed interface Estimator extends Serializable {

    /** The inner steps after which the hyperparameters move, ascending; the last is {@code steps}. */
    default List<Integer> horizons(int steps) {
        int apart = every() == 0 ? steps : every();
        return IntStream.rangeClosed(1, steps / apart)
                .map(i -> i * apart)
                .boxed()
                .toList();
    }

    /** Inner steps from one movement of the hyperparameters to the next; 0 for one movement at the end. */
    default int every() {
        return 0;
    }

    /** Whether the scale is estimated before an outer iteration. */
    default boolean estimatesBefore(int iteration) {
        return false;
    }

    /** How many estimates so many outer iterations have. */
    default int estimates(int iterations) {
        return (int)
                IntStream.range(0, iterations).filter(this::estimatesBefore).count();
    }

    /** Whether it reads the weights of all steps since the last movement, rather than those before the last step alone. */
    default boolean readsPath() {
        return false;
    }

    /** The second-order term, {@code [hyperparameters]}. */
    double[] term(Reached at);

    /** Order of the derivatives that it takes. */
    default int order() {
        return 2;
    }

    /** The direct term alone. */
    record FirstOrder(int every) implements Estimator {
        private static final long serialVersionUID = 1L;

        @Override
        public double[] term(Reached at) {
            return new double[at.inner().calculus().hyperparameters().size()];
        }

        @Override
        public int order() {
            return 1;
        }
    }

    /** The last inner step alone. */
    record OneStep(int every) implements Estimator {
        private static final long serialVersionUID = 1L;

        @Override
        public double[] term(Reached at) {
            return SecondOrder.lastStep(at.inner(), at.before(), at.horizon(), at.alpha());
        }
    }

    /** Exact, backwards through the stored steps; once at the end. */
    record Reverse() implements Estimator {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean readsPath() {
            return true;
        }

        @Override
        public double[] term(Reached at) {
            return SecondOrder.backward(at.inner(), at.path()::get, at.horizon(), at.alpha());
        }
    }

    /** Exact, forwards; once at the end, since each step costs a product a weight. */
    record Forward() implements Estimator {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean readsPath() {
            return true;
        }

        @Override
        public double[] term(Reached at) {
            return SecondOrder.forward(at.inner(), at.path(), at.alpha());
        }
    }

    /** DrMAD: backwards along a straight line. */
    record Straight(int every) implements Estimator {
        private static final long serialVersionUID = 1L;

        @Override
        public double[] term(Reached at) {
            return SecondOrder.straight(at.inner(), at.first(), at.weights(), at.horizon(), at.alpha());
        }
    }

    /** A truncated Neumann series after each of the last steps. */
    record Neumann(int terms, int lastSteps) implements Estimator {
        private static final long serialVersionUID = 1L;

        @Override
        public List<Integer> horizons(int steps) {
            return IntStream.rangeClosed(steps - lastSteps + 1, steps).boxed().toList();
        }

        @Override
        public double[] term(Reached at) {
            return SecondOrder.neumann(at.inner(), at.before(), at.horizon(), terms, at.alpha());
        }
    }

    /**
     * HyperDistill.
     *
     * @param by the decay of past steps
     * @param scale how long the term is
     */
    record Distill(int every, Distillation by, Scale scale) implements Estimator {
        private static final long serialVersionUID = 1L;

        @Override
        public double[] term(Reached at) {
            double[] direction = at.distilled().direction(at.inner(), at.alpha());
            if (scale.every > 0) {
                return Arithmetic.times(at.scale() * by.total(at.horizon()), direction);
            }
            double length = Arithmetic.norm(direction);
            return Arithmetic.times(length == 0 ? 0 : 1 / length, direction);
        }

        @Override
        public boolean estimatesBefore(int iteration) {
            return scale.every > 0 && iteration % scale.every == 0;
        }
    }

    /**
     * The length of HyperDistill's term.
     *
     * @param every outer iterations from one estimate of theta to the next; 0 estimates none, and the term has length 1
     * @param least theta is clipped to this from below
     * @param most theta is clipped to this from above
     */
    record Scale(int every, double least, double most) implements Serializable {
        private static final long serialVersionUID = 1L;

        double clipped(double theta) {
            return Math.min(Math.max(theta, least), most);
        }
    }
}
