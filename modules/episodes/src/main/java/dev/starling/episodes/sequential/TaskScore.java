package dev.starling.episodes.sequential;

import dev.starling.engine.Vectors;
import java.util.List;

/**
 * How well a parameter vector does on one thing.
 *
 * @param examples how many; 0 where the loss is a formula
 * @param loss mean, nats
 * @param accuracy share of right answers; NaN where there are none
 */
record TaskScore(int examples, double loss, double accuracy) {

    Vectors toVectors() {
        return Vectors.empty().with("score", new double[] {examples, loss, accuracy});
    }

    static TaskScore of(Vectors vectors) {
        double[] score = vectors.doubles("score");
        return new TaskScore((int) score[0], score[1], score[2]);
    }

    /** The mean over several parameter vectors on the same examples. */
    static TaskScore mean(List<TaskScore> scores) {
        return new TaskScore(
                scores.get(0).examples,
                scores.stream().mapToDouble(TaskScore::loss).average().orElseThrow(),
                scores.stream().mapToDouble(TaskScore::accuracy).average().orElseThrow());
    }
}
