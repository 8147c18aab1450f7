package dev.starling.episodes.hyper;

import static dev.starling.engine.Arithmetic.between;

import dev.starling.engine.Seed;

/**
 * The distilled weights w* and examples D* of a trajectory; starts as null before the first step.
 *
 * @param weights w*
 * @param examples D*, as numbers; the task's own array where all steps see all examples
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Distilled(double[] weights, int[] examples) {

    /**
     * With the weights that step {@code t} starts from and its mini-batch: what {@code f_t} is evaluated at.
     *
     * @param past of step t - 1; null at step 1
     * @param random the trajectory's; child "distill" by step draws the examples
     */
    static Distilled forward(Distillation by, Distilled past, double[] before, InnerTask task, int t, Seed random) {
        return joined(past, by.keptBeforeNewer(t), before, task, t, random);
    }

    /**
     * Of a sweep from the end: with the weights that step {@code horizon - s + 1} starts from and its mini-batch.
     *
     * @param past of s - 1; null at 1
     */
    static Distilled backward(
            Distillation by, Distilled past, double[] before, InnerTask task, int horizon, int s, Seed random) {
        return joined(past, by.keptBeforeOlder(s), before, task, horizon - s + 1, random);
    }

    private static Distilled joined(
            Distilled past, double kept, double[] weights, InnerTask task, int step, Seed random) {
        if (past == null) {
            return new Distilled(weights, task.examples(step));
        }
        int[] examples = task.fullBatch()
                ? past.examples
                : Distillation.examples(
                        past.examples,
                        kept,
                        task.examples(step),
                        random.child("distill").child(step).random());
        return new Distilled(between(kept, past.weights, weights), examples);
    }

    /** {@code v = alpha dPhi/dlambda} here: the direction of the second-order term. */
    double[] direction(Inner inner, double[] alpha) {
        return inner.alphaB(weights, inner.task().batch(examples), alpha);
    }
}
