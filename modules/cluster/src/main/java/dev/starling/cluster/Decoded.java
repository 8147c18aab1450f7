package dev.starling.cluster;

import java.nio.ByteBuffer;

/** What became of the bytes of a frame. */
sealed interface Decoded {

    /** A whole frame of ours. The payload is little-endian and valid until the next frame is decoded. */
    record Accepted(Frame frame, ByteBuffer payload) implements Decoded {}

    /**
     * Of a later step of ours, or of a later attempt of the same driver: to be decoded again when it is its turn.
     *
     * @param sender who is ahead, unchecked; -1 for a later attempt, where ranks may be others
     */
    record Later(int sender) implements Decoded {}

    /** Not to be used; the sentence has the values. */
    record Refused(Reason reason, String sentence) implements Decoded {}
}
