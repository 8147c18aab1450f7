package dev.starling.store;

import java.util.Locale;

/** How a run stands. */
public enum RunStatus {
    /** Its settings are stored; no trial has begun. */
    CREATED,
    /** A driver works on it. */
    RUNNING,
    /** All trials are finished. */
    FINISHED,
    /** It stopped by an error; it can be resumed. */
    FAILED,
    /** It was stopped from outside; it can be resumed. */
    INTERRUPTED;

    /** The name in tables and files: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
