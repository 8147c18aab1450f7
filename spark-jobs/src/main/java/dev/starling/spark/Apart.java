package dev.starling.spark;

/** The executors of an attempt have not come together, or one was called away. */
final class Apart extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Apart(String sentence) {
        super(sentence);
    }
}
