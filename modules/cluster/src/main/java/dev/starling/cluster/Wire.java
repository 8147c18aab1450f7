package dev.starling.cluster;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Frames to and from the peers of a session. What one peer sends arrives in the order of sending, or not at all; there is no order
 * between peers. Several threads may send; one polls.
 */
interface Wire {
    /** Nobody listens at the other end yet, or any more. */
    long NOT_CONNECTED = -1;
    /** The peer takes no more for now. */
    long BACK_PRESSURED = -2;
    /** Ask again. */
    long ADMIN_ACTION = -3;
    /** This end is closed. */
    long CLOSED = -4;
    /** The stream has sent all that a stream can. */
    long MAX_POSITION_EXCEEDED = -5;

    /** The longest frame, in bytes. */
    int maxFrame();

    /**
     * Sends a frame.
     *
     * @param peer the receiver's rank
     * @param bytes the frame's length
     * @param fill writes the frame between position and limit; called once if the frame goes out, else not at all
     * @return positive if it went out, else one of the codes above
     */
    long send(int peer, int bytes, Consumer<ByteBuffer> fill);

    /** Hands arrived frames over, some at a time; returns 0 if nothing was done. What the receiver throws is thrown. */
    int poll(Receiver receiver);

    /** Waits a moment, longer and longer, while nothing is done. */
    void idle(int workDone);

    /** The way to a peer, for messages. */
    String describe(int peer);

    /** A code's name, for messages. */
    static String name(long code) {
        return switch ((int) Math.max(code, -6)) {
            case -1 -> "NOT_CONNECTED";
            case -2 -> "BACK_PRESSURED";
            case -3 -> "ADMIN_ACTION";
            case -4 -> "CLOSED";
            case -5 -> "MAX_POSITION_EXCEEDED";
            default -> code > 0 ? "SENT" : code == 0 ? "NOTHING_SENT" : "CODE " + code;
        };
    }

    /** Takes frames. */
    interface Receiver {
        /** Takes a frame between position and limit; false leaves it where it is, and with it all that its sender sent later. */
        boolean accept(ByteBuffer frame);
    }
}
