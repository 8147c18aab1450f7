package dev.starling.episodes.sequential;

import dev.starling.engine.Vectors;

/** What a {@link StepRule} remembers of its steps. Written in place; begin and end are vectors of the engine. */
final class Moments {
    private static final String FIRST = "moments.first";
    private static final String SECOND = "moments.second";
    private static final String STEPS = "moments.steps";

    final float[] first;
    final float[] second;
    long steps;

    private Moments(float[] first, float[] second, long steps) {
        this.first = first;
        this.second = second;
        this.steps = steps;
    }

    /** A copy of what the vectors hold, or the beginning if they hold none. */
    static Moments of(Vectors vectors, int parameters) {
        return vectors.has(STEPS)
                ? new Moments(
                        vectors.floats(FIRST).clone(), vectors.floats(SECOND).clone(), (long) vectors.number(STEPS))
                : new Moments(new float[parameters], new float[parameters], 0);
    }

    /** The vectors with these moments. */
    Vectors in(Vectors vectors) {
        return vectors.with(FIRST, first).with(SECOND, second).with(STEPS, (double) steps);
    }
}
