package dev.starling.episodes.hyper;

import dev.starling.data.Draws;
import java.io.Serializable;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Past weights and examples condensed to one of each (HyperDistill, eqs. 2 to 4).
 *
 * @param decay gamma, in [0, 1): how much less a weight counts for each step that it is older; 0 keeps the last alone
 */
record Distillation(double decay) implements Serializable {
    private static final long serialVersionUID = 1L;

    Distillation {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException(
                    "the decay of a distillation is " + decay + ": give one from 0 to below 1");
        }
    }

    /** {@code S_t}: the total weight of t steps. */
    double total(int t) {
        return (1 - StrictMath.pow(decay, t)) / (1 - decay);
    }

    /** What is kept of the mean of t - 1 weights when a newer one joins, which counts 1: p_t. */
    double keptBeforeNewer(int t) {
        return (decay - StrictMath.pow(decay, t)) / (1 - StrictMath.pow(decay, t));
    }

    /** What is kept of the mean of s - 1 weights when an older one joins, which counts {@code gamma^(s-1)}: p_s. */
    double keptBeforeOlder(int s) {
        return (1 - StrictMath.pow(decay, s - 1)) / (1 - StrictMath.pow(decay, s));
    }

    /**
     * {@code share |mean|} random examples of those distilled so far with {@code (1 - share) |added|} of those that join.
     *
     * @param random one generator a step
     */
    static int[] examples(int[] distilled, double share, int[] added, RandomGenerator random) {
        int[] kept = sample(distilled, share, random);
        int[] joined = sample(added, 1 - share, random);
        int[] both = new int[kept.length + joined.length];
        System.arraycopy(kept, 0, both, 0, kept.length);
        System.arraycopy(joined, 0, both, kept.length, joined.length);
        return both;
    }

    /** {@code rint(share |from|)} of them without replacement. */
    private static int[] sample(int[] from, double share, RandomGenerator random) {
        int size = (int) Math.rint(share * from.length);
        return Arrays.stream(Draws.distinct(size, from.length, random))
                .map(place -> from[place])
                .toArray();
    }
}
