package dev.starling.cluster;

/** What went over the network since a node was opened. All numbers only grow; any thread may read them. */
public interface Traffic {

    /** Frames that were handed to Aeron. */
    long framesSent();

    /** Frames that were taken, repeated ones included. */
    long framesReceived();

    /** The bytes of the frames sent, headers included. */
    long bytesSent();

    /** Frames that came more than once and counted once. */
    long repeated();

    /** Frames that were dropped: of other runs or earlier attempts, of another version, or forged. */
    long refused();

    /** How often a frame had to wait for a slower peer. */
    long backPressured();

    /** How often Aeron sent something again because it was lost on the way. */
    long retransmits();
}
