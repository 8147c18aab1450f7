package dev.starling.episodes.sequential;

import java.util.random.RandomGenerator;

/** Computes losses and gradients, on one thread at a time. Float32; equal arguments give equal bits. */
interface Losses {
    /** Stands for what is trained on before the tasks. */
    int PRETRAINING = -1;

    /**
     * The mean loss of a random batch and its gradient.
     *
     * @param task a seen task, or {@link #PRETRAINING}
     * @param batch how many examples, drawn with replacement
     * @param random draws them
     * @param parameters {@code [parameters]}
     * @param gradient {@code [parameters]}, written over
     */
    double gradient(int task, int batch, RandomGenerator random, float[] parameters, float[] gradient);

    /** The mean loss of a task's training examples, or of always the same sample if there are more than {@code most}, and its gradient. */
    double wholeGradient(int task, int most, float[] parameters, float[] gradient);

    /** The score on one of {@link Problem#parts()}. */
    TaskScore score(int part, float[] parameters);
}
