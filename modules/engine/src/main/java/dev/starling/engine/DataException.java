package dev.starling.engine;

/** Data or a stored file is missing, corrupt or of another version. */
public final class DataException extends StarlingException {

    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        this(message, null);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public int exitCode() {
        return 3;
    }
}
