package dev.starling.episodes.sequential;

import dev.starling.engine.Seed;
import dev.starling.engine.Vectors;
import java.util.Arrays;

/** Changes each task's gradient in view of each other task's. */
final class Surgery {
    private Surgery() {}

    /** What is done to one gradient in view of another. */
    interface Operation {
        /**
         * @param task whose gradient is changed
         * @param otherTask whose is looked at
         * @param changed the first one's, changed in place
         * @param other the other's, as it was
         */
        void apply(int task, int otherTask, double[] changed, double[] other);
    }

    /** The mean of the changed gradients by their shares. The order of the others is random, a child of the seed for each task. */
    static Combiner.Combined operate(TaskGradients gradients, Vectors state, Seed seed, Operation operation) {
        int tasks = gradients.tasks();
        double[][] changed = new double[tasks][];
        int[] order = new int[tasks];
        for (int task = 0; task < tasks; task++) {
            if (!gradients.has(task)) {
                continue;
            }
            changed[task] = gradients.gradients()[task].clone();
            TaskSampler.shuffle(order, seed.child(task).random());
            for (int other : order) {
                if (other != task && gradients.has(other)) {
                    operation.apply(task, other, changed[task], gradients.gradients()[other]);
                }
            }
        }
        double[] weights = new double[tasks];
        Arrays.fill(weights, 1);
        return new Combiner.Combined(gradients.weighted(weights, changed), state);
    }
}
