package dev.starling.episodes.sequential;

import java.io.Serializable;

/**
 * What all methods of the package have.
 *
 * @param method how the tasks are learned
 * @param rule one step
 * @param batch examples of a gradient
 * @param sampler draws tasks
 * @param schedule which round does what
 * @param pretrainingRule a step of pretraining
 * @param pretrainingBatch examples of its gradient
 * @param measureExamples training examples of a task that its whole gradient is taken of, at most
 * @param maxDivergedShare a trial stops when more than this part of a round's units diverges
 */
record MultitaskSettings(
        MultitaskMethod method,
        StepRule rule,
        int batch,
        TaskSampler sampler,
        Schedule schedule,
        StepRule pretrainingRule,
        int pretrainingBatch,
        int measureExamples,
        double maxDivergedShare)
        implements Serializable {
    private static final long serialVersionUID = 1L;
}
