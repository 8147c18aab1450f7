package dev.starling.spark;

/** Resident rounds are not possible: the sentence says why. */
final class Unavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean lasting;

    private Unavailable(String sentence, boolean lasting) {
        super(sentence);
        this.lasting = lasting;
    }

    /** For a reason that will not go away in this run. */
    static Unavailable forTheRun(String sentence) {
        return new Unavailable(sentence, true);
    }

    /** For a reason that may be gone at the next block. */
    static Unavailable forTheBlock(String sentence) {
        return new Unavailable(sentence, false);
    }

    boolean lasting() {
        return lasting;
    }
}
