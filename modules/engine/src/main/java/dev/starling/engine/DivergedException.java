package dev.starling.engine;

/** Training diverged beyond what the settings allow; what was committed stays and can be resumed. */
public final class DivergedException extends StarlingException {

    private static final long serialVersionUID = 1L;

    public DivergedException(String message) {
        this(message, null);
    }

    public DivergedException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public int exitCode() {
        return 4;
    }
}
