package dev.starling.cluster;

/** This process has no place on the network: the sentence says what is missing and what to do. */
public final class NodeUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NodeUnavailable(String sentence) {
        this(sentence, null);
    }

    NodeUnavailable(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
