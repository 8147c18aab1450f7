package dev.starling.spark;

import java.util.HashSet;
import java.util.Set;

/**
 * How many of the slots a trial's block takes: each of the trials that run side by side its part and no more, so that none waits for
 * another's as long as there is a slot for each. Thread-safe.
 */
final class Share {

    private final int trials;
    private final int parallel;
    private final Set<String> finished = new HashSet<>();

    /**
     * @param trials how many trials the run has
     * @param parallel how many of them run side by side
     */
    Share(int trials, int parallel) {
        this.trials = trials;
        this.parallel = parallel;
    }

    /** A trial's part of so many slots. It grows when others have finished, which then hold none. */
    synchronized int of(int slots) {
        int sideBySide = Math.max(1, Math.min(parallel, trials - finished.size()));
        return Math.max(1, slots / sideBySide);
    }

    synchronized void finished(String trial) {
        finished.add(trial);
    }
}
