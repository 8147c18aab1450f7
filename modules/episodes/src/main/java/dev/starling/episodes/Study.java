package dev.starling.episodes;

import java.io.Serializable;

/**
 * What the trials of an experiment have in common.
 *
 * @param tasks where tasks come from
 * @param networkRecipe the settings' network, for the tasks' inputs and outputs
 * @param iterations outer iterations
 * @param metaBatch training episodes an iteration
 * @param validation which states are validated, and by how many episodes
 * @param evaluation how states are validated and tested
 * @param maxDivergedShare a trial stops when more than this part of an iteration's episodes diverges
 * @param replays whether workers replay the steps that they have traced, which changes no bit
 */
public record Study(
        Tasks tasks,
        NetworkRecipe networkRecipe,
        int iterations,
        int metaBatch,
        Validation validation,
        Evaluation evaluation,
        double maxDivergedShare,
        boolean replays)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * When states are validated.
     *
     * @param every iterations from one to the next; 0 never
     * @param episodes how many
     */
    public record Validation(int every, int episodes) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /**
     * What is the same for all trials, so that they are compared on the same episodes.
     *
     * @param episodes that the last and the selected state are tested on
     * @param seed of the draws of validation and test episodes
     * @param innerSteps steps that learners which adapt by steps make
     */
    public record Evaluation(int episodes, long seed, int innerSteps) implements Serializable {
        private static final long serialVersionUID = 1L;
    }
}
