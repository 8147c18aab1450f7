package dev.starling.episodes.hyper;

import dev.starling.engine.Seed;
import dev.starling.episodes.Episode;
import dev.starling.episodes.Study;
import dev.starling.kernel.Scope;
import java.io.Serializable;

/**
 * How a task is trained.
 *
 * @param count inner steps
 * @param rate their size
 * @param momentum of the heavy ball
 * @param batchSize support examples a step; 0 for all
 */
record InnerSteps(int count, double rate, double momentum, int batchSize) implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * The inner problem of an episode.
     *
     * @param scope owns its batches
     * @param random the trajectory's
     */
    Inner on(Episode episode, Study study, Calculus calculus, Scope scope, Seed random) {
        EpisodeTask task = new EpisodeTask(
                episode, scope, study.tasks().inputShape(), study.tasks().outputs(), batchSize, random);
        return new Inner(calculus, task, rate, momentum);
    }
}
