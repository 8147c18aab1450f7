package dev.starling.episodes.sequential;

import dev.starling.engine.Vectors;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

/** How the parameters of all tasks are learned. */
sealed interface MultitaskMethod extends Serializable {

    /** The kind of an iteration's units. */
    String kind();

    /** How many units an iteration has. */
    int units(int tasks);

    /** Gradients of a batch that an outer iteration computes. */
    int cost(int tasks);

    /** Parameter vectors that are learned: one, or one a task. */
    default int models(int tasks) {
        return 1;
    }

    /** Which tasks a trajectory visits. */
    enum Route {
        /** A task drawn anew for every step: Sequential Reptile. */
        MIXED,
        /** One task, and the trajectories of all tasks are averaged: Reptile. */
        TASK,
        /** One task, each of which has parameters of its own: single-task learning. */
        ALONE
    }

    /**
     * Trajectories of steps from the shared parameters p, to q_1 ... q_n: {@code p = (1 - rate) p + rate mean_i q_i}.
     *
     * @param route which tasks they visit
     * @param count how many, if their tasks are mixed; else as many as there are tasks
     * @param steps of each
     * @param rate of the outer step, in (0, 1]
     * @param keeps whether a trajectory begins with the moments of the one before
     */
    record Trajectories(Route route, int count, int steps, double rate, boolean keeps) implements MultitaskMethod {
        private static final long serialVersionUID = 1L;

        @Override
        public String kind() {
            return MultitaskProgram.TRAJECTORY;
        }

        @Override
        public int units(int tasks) {
            return route == Route.MIXED ? count : tasks;
        }

        @Override
        public int cost(int tasks) {
            return Math.multiplyExact(units(tasks), steps);
        }

        @Override
        public int models(int tasks) {
            return route == Route.ALONE ? tasks : 1;
        }

        /**
         * The parameters after an iteration.
         *
         * @param parameters before it
         * @param ends where trajectories ended, without those that diverged
         */
        float[] average(float[] parameters, SortedMap<Long, Vectors> ends) {
            float[] averaged = parameters.clone();
            if (route == Route.ALONE) {
                ends.forEach((task, own) -> {
                    float[] ended = own.floats(MultitaskProgram.MODEL);
                    blend(averaged, (int) (task * ended.length), List.of(own));
                });
            } else if (!ends.isEmpty()) {
                blend(averaged, 0, ends.values());
            }
            return averaged;
        }

        /** {@code target = (1 - rate) target + rate mean}: with one trajectory and a rate of 1 the bits of where it ended. */
        private void blend(float[] target, int offset, Collection<Vectors> ends) {
            int size = ends.iterator().next().floats(MultitaskProgram.MODEL).length;
            double[] sum = new double[size];
            for (Vectors end : ends) {
                float[] parameters = end.floats(MultitaskProgram.MODEL);
                for (int i = 0; i < size; i++) {
                    sum[i] += parameters[i];
                }
            }
            for (int i = 0; i < size; i++) {
                target[offset + i] = (float) ((1 - rate) * target[offset + i] + rate * (sum[i] / ends.size()));
            }
        }
    }

    /**
     * Gradients of batches of drawn tasks, of which one step is made.
     *
     * @param combiner makes one gradient of them
     * @param batches how many
     */
    record Gradients(Combiner combiner, int batches) implements MultitaskMethod {
        private static final long serialVersionUID = 1L;

        @Override
        public String kind() {
            return MultitaskProgram.GRADIENT;
        }

        @Override
        public int units(int tasks) {
            return batches;
        }

        @Override
        public int cost(int tasks) {
            return batches;
        }
    }
}
