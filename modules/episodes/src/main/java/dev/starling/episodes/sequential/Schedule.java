package dev.starling.episodes.sequential;

import java.io.Serializable;

/**
 * Which round does what. Rounds of pretraining come first, then iterations, then one that only evaluates.
 *
 * @param pretraining steps before the tasks; 0 for none
 * @param iterations outer iterations
 * @param cost gradients of a batch that one computes
 * @param evaluateEvery gradients from one evaluation to the next; 0 evaluates the last state only
 */
record Schedule(int pretraining, int iterations, int cost, int evaluateEvery) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Pretraining steps of a round, which are computed by one worker. */
    private static final int CHUNK = 500;

    int rounds() {
        return pretrainingRounds() + iterations + 1;
    }

    int pretrainingRounds() {
        return (pretraining + CHUNK - 1) / CHUNK;
    }

    /** Pretraining steps of a round. */
    int pretrainingSteps(int round) {
        return Math.min(CHUNK, pretraining - round * CHUNK);
    }

    /** The iteration of a round; negative while it pretrains. */
    int iteration(int round) {
        return round - pretrainingRounds();
    }

    /** Gradients behind the state that an iteration begins with. */
    long gradients(int iteration) {
        return (long) iteration * cost;
    }

    boolean evaluates(int iteration) {
        if (iteration == iterations) {
            return true;
        }
        return iteration >= 0
                && iteration < iterations
                && evaluateEvery > 0
                && (iteration == 0 || gradients(iteration) / evaluateEvery > gradients(iteration - 1) / evaluateEvery);
    }
}
