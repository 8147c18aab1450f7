package dev.starling.engine;

import java.io.Serializable;

/**
 * Keeps units' own states (control variates, residuals) where workers can reach them. A version is never overwritten:
 * each attempt writes a file of its own, and the driver's index says which one counts. Travels to the workers.
 */
public interface OwnStates extends Serializable {

    /** Reads one version. */
    Vectors read(OwnRef ref);

    /** Opens a new file for one attempt at some units; the name must be unique to the attempt. */
    Writer writer();

    /** Writes the states of one attempt. Nothing counts before {@link #close()} has returned. */
    interface Writer extends AutoCloseable {
        /** Appends one state. */
        OwnRef write(Vectors state);

        @Override
        void close();
    }

    /** For programs whose units keep nothing: refuses to write. */
    static OwnStates none() {
        return new NoOwnStates();
    }
}
