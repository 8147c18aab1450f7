package dev.starling.engine;

import java.io.Serializable;

/** Computes units, one at a time, on one thread at a time. Nothing of one unit may influence the next. */
public interface Worker extends AutoCloseable {

    /**
     * Computes one unit.
     *
     * @param unit what to do
     * @param input what {@link Inputs#load} gave for it; shared with other units: read only
     * @param state the round's state; shared: read only
     * @param own the unit's own state from the last time it took part, or empty vectors
     */
    Outcome run(Unit unit, Serializable input, State state, Vectors own);

    /** Training steps that it has made since it was opened, for progress. May be asked from any thread at any time. */
    default long steps() {
        return 0;
    }

    @Override
    default void close() {}
}
