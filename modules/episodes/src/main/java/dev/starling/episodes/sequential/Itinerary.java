package dev.starling.episodes.sequential;

import dev.starling.engine.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Which tasks and examples the units of an iteration meet: draws descend from the seed by iteration and unit, child "order" for tasks,
 * "example" for batches; "pretraining" for batches before.
 *
 * @param method whose units
 * @param sampler draws tasks
 * @param seed the trial's
 */
record Itinerary(MultitaskMethod method, TaskSampler sampler, long seed) {

    /** The tasks that a trajectory visits. */
    int[] route(int iteration, int trajectory) {
        MultitaskMethod.Trajectories trajectories = (MultitaskMethod.Trajectories) method;
        if (trajectories.route() == MultitaskMethod.Route.MIXED) {
            return sampler.draw(trajectories.steps(), child("order", iteration, trajectory));
        }
        int[] tasks = new int[trajectories.steps()];
        Arrays.fill(tasks, trajectory);
        return tasks;
    }

    /** The tasks of an iteration's batches. */
    int[] taskOf(int iteration) {
        return sampler.draw(((MultitaskMethod.Gradients) method).batches(), child("order", iteration, 0));
    }

    /** Draws the examples of a unit's batches. */
    RandomGenerator examples(int iteration, int unit) {
        return child("example", iteration, unit);
    }

    /** Draws the batches of a round of pretraining. */
    RandomGenerator pretraining(int round) {
        return Seed.of(seed).child("pretraining").child(round).random();
    }

    private RandomGenerator child(String stream, int iteration, int unit) {
        return Seed.of(seed).child(stream).child(iteration).child(unit).random();
    }

    /** How many batches of each task the iteration computes. */
    int[] batches(int iteration) {
        int tasks = sampler.tasks();
        if (method instanceof MultitaskMethod.Gradients) {
            return counts(taskOf(iteration), tasks);
        }
        int[] counts = new int[tasks];
        for (int trajectory = 0; trajectory < method.units(tasks); trajectory++) {
            int[] own = counts(route(iteration, trajectory), tasks);
            for (int task = 0; task < tasks; task++) {
                counts[task] += own[task];
            }
        }
        return counts;
    }

    /** How often each task occurs. */
    static int[] counts(int[] sequence, int tasks) {
        int[] counts = new int[tasks];
        for (int task : sequence) {
            if (task >= 0) {
                counts[task]++;
            }
        }
        return counts;
    }
}
