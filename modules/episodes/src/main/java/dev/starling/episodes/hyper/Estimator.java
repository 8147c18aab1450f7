package dev.starling.episodes.hyper;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/** How the second-order term of a hypergradient is found, and after which inner steps the hyperparameters move. */
sealed interface Estimator extends Serializable {

    /** The inner steps after which the hyperparameters move, ascending; the last is {@code steps}. */
    List<Integer> horizons(int steps);

    /** Order of the derivatives that it takes. */
    default int order() {
        return 2;
    }

    private static List<Integer> every(int every, int steps) {
        return IntStream.rangeClosed(1, steps / every).map(i -> i * every).boxed().toList();
    }

    /** The direct term alone. */
    record FirstOrder(int every) implements Estimator {
        private static final long serialVersionUID = 1L;

        @Override
        public List<Integer> horizons(int steps) {
            return Estimator.every(every, steps);
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
        public List<Integer> horizons(int steps) {
            return Estimator.every(every, steps);
        }
    }

    /** Exact, backwards through the stored steps; once at the end. */
    record Reverse() implements Estimator {
        private static final long serialVersionUID = 1L;

        @Override
        public List<Integer> horizons(int steps) {
            return List.of(steps);
        }
    }

    /** Exact, forwards; once at the end, since each step costs a product a weight. */
    record Forward() implements Estimator {
        private static final long serialVersionUID = 1L;

        @Override
        public List<Integer> horizons(int steps) {
            return List.of(steps);
        }
    }

    /** DrMAD: backwards along a straight line. */
    record Straight(int every) implements Estimator {
        private static final long serialVersionUID = 1L;

        @Override
        public List<Integer> horizons(int steps) {
            return Estimator.every(every, steps);
        }
    }

    /** A truncated Neumann series after each of the last steps. */
    record Neumann(int terms, int lastSteps) implements Estimator {
        private static final long serialVersionUID = 1L;

        @Override
        public List<Integer> horizons(int steps) {
            return IntStream.rangeClosed(steps - lastSteps + 1, steps).boxed().toList();
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
        public List<Integer> horizons(int steps) {
            return Estimator.every(every, steps);
        }

        /** Whether theta is estimated before this outer iteration. */
        boolean estimatesBefore(int iteration) {
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
