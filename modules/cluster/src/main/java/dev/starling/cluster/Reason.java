package dev.starling.cluster;

/** Why a frame is refused. */
enum Reason {
    /** Not ours: no frame of Starling, or of another driver, run, trial or block. */
    FOREIGN,
    /** Of an attempt that is over. */
    EARLIER,
    /** Of another version of this protocol. */
    VERSION,
    /** Ours by its address, but its seal does not fit. */
    FORGED,
    /** Ours by its address, but its checksum does not fit. */
    DAMAGED,
    /** Ours and whole, but what it says cannot be. */
    MISSHAPEN;

    /** Whether the attempt cannot go on; else the frame is dropped and counted. */
    boolean fatal() {
        return this == DAMAGED || this == MISSHAPEN;
    }
}
