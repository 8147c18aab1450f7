package dev.starling.spark;

/**
 * How the trials of a run ended.
 *
 * @param kind in which of the ways
 * @param failure what went wrong first, or null
 */
public record Ending(Kind kind, Throwable failure) {

    /** The ways. */
    public enum Kind {
        /** All trials are finished. */
        FINISHED,
        /** Somebody asked to stop. What is committed stays. */
        STOPPED,
        /** A trial failed. What is committed stays. */
        FAILED
    }
}
