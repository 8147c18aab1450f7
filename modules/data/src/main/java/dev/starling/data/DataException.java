package dev.starling.data;

/**
 * Data that cannot be used: a file that is missing, cut short or not what its header says, or a partition that cannot be
 * made from the examples at hand. The message says what happened, where (file and byte offset), and what to do.
 */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
