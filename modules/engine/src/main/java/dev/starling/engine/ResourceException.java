package dev.starling.engine;

/** Disk, memory or a worker failed; what was committed stays and can be resumed. */
public final class ResourceException extends StarlingException {

    private static final long serialVersionUID = 1L;

    public ResourceException(String message) {
        this(message, null);
    }

    public ResourceException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public int exitCode() {
        return 5;
    }
}
