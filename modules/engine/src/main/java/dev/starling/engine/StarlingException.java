package dev.starling.engine;

/** The few ways in which a run can fail; the kind decides exit code and advice. */
public abstract sealed class StarlingException extends RuntimeException
        permits InputException, DataException, DivergedException, ResourceException {

    private static final long serialVersionUID = 1L;

    StarlingException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The process's exit code for this kind of failure. */
    public abstract int exitCode();
}
