package dev.starling.engine;

/** A setting or an argument is wrong; nothing was run. */
public final class InputException extends StarlingException {

    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        this(message, null);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public int exitCode() {
        return 2;
    }
}
