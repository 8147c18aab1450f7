package dev.starling.cluster;

/** A whole frame of a peer that cannot be right: peers disagree about what they compute. */
final class Misplaced extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Misplaced(String sentence) {
        super(sentence);
    }
}
