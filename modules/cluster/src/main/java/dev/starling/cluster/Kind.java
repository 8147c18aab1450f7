package dev.starling.cluster;

/** What a frame is. */
enum Kind {
    /** A chunk of a message for everyone. */
    GATHER,
    /** A chunk of the sender's part of a sum, for the peer that adds this range up. */
    REDUCE,
    /** A chunk of the finished sum, from the peer that added it up. */
    SHARE,
    /** The sender is alive; tells how many frames it has sent to the receiver. */
    PULSE,
    /** The sender gives up; the payload says why. */
    LEAVE;

    private static final Kind[] ALL = values();

    /** As it is written in a frame. */
    byte code() {
        return (byte) (ordinal() + 1);
    }

    /** The kind with a code, or null. */
    static Kind of(byte code) {
        return code >= 1 && code <= ALL.length ? ALL[code - 1] : null;
    }

    /** Whether it belongs to a step, and not to the attempt as a whole. */
    boolean inStep() {
        return this != PULSE && this != LEAVE;
    }
}
