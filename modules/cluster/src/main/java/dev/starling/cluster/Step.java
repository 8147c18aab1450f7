package dev.starling.cluster;

import java.nio.ByteBuffer;

/** One verb that all peers call together: what to send and what to take until it is done. */
interface Step {

    /** Sends what can be sent without waiting; how many frames went out. */
    int send();

    /**
     * Takes a frame.
     *
     * @return false if it came before
     * @throws Misplaced where it cannot belong to this step
     */
    boolean accept(Frame frame, ByteBuffer payload);

    /** Whether all is sent and all has come. */
    boolean done();

    /** Whether something is still to come from a peer, or to be taken by it. */
    boolean open(int peer);
}
