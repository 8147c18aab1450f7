package dev.starling.cluster;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Where a step's frames leave. */
interface Outbox {

    int rank();

    int count();

    /**
     * Sends a frame of the current step.
     *
     * @return whether it went out; else try again later
     */
    boolean send(int peer, Kind kind, long offset, long total, int bytes, Consumer<ByteBuffer> payload);
}
