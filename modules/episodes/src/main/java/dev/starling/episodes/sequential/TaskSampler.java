package dev.starling.episodes.sequential;

import java.io.Serializable;
import java.util.random.RandomGenerator;

/**
 * Draws tasks.
 *
 * @param probabilities of the tasks, proportional to {@code examples^exponent}
 * @param sampling how
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TaskSampler(double[] probabilities, Sampling sampling) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** How tasks follow one another. */
    enum Sampling {
        /** Each independently, by its probability. */
        WITH_REPLACEMENT,
        /** All once in random order, then again; probabilities have no part in it. */
        WITHOUT_REPLACEMENT
    }

    /**
     * A sampler of tasks with so many examples.
     *
     * @param exponent 1 draws tasks by their size, 0 all alike
     */
    static TaskSampler of(long[] examples, double exponent, Sampling sampling) {
        double[] probabilities = new double[examples.length];
        double total = 0;
        for (int task = 0; task < examples.length; task++) {
            probabilities[task] = StrictMath.pow(examples[task], exponent);
            total += probabilities[task];
        }
        for (int task = 0; task < examples.length; task++) {
            probabilities[task] /= total;
        }
        return new TaskSampler(probabilities, sampling);
    }

    int tasks() {
        return probabilities.length;
    }

    /** Draws so many tasks. */
    int[] draw(int count, RandomGenerator random) {
        int[] drawn = new int[count];
        int[] cycle = new int[tasks()];
        for (int i = 0; i < count; i++) {
            if (sampling == Sampling.WITH_REPLACEMENT) {
                drawn[i] = one(random.nextDouble());
                continue;
            }
            if (i % cycle.length == 0) {
                shuffle(cycle, random);
            }
            drawn[i] = cycle[i % cycle.length];
        }
        return drawn;
    }

    /** The numbers from 0 on in random order. */
    static void shuffle(int[] order, RandomGenerator random) {
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }

    private int one(double uniform) {
        double sum = 0;
        for (int task = 0; task < tasks() - 1; task++) {
            sum += probabilities[task];
            if (uniform < sum) {
                return task;
            }
        }
        return tasks() - 1;
    }
}
