package dev.starling.spark;

import dev.starling.engine.StarlingException;
import java.io.Serializable;
import java.util.ArrayList;

/** What a task of a block tells the driver. Errors are told and not thrown, so that Spark does not fail the stage before they arrive. */
sealed interface BlockReply extends Serializable {

    /** The task's number. */
    int rank();

    /**
     * The block, from the executor of rank 0 among its peers.
     *
     * @param block its bytes
     */
    record Done(int rank, byte[] block) implements BlockReply {}

    /**
     * The same block, from another executor.
     *
     * @param sha256 of the end state
     */
    record Agreed(int rank, String sha256) implements BlockReply {}

    /** From a task that followed another of its executor. */
    record Followed(int rank) implements BlockReply {}

    /**
     * What every attempt would meet again.
     *
     * @param error of the run
     */
    record Erred(int rank, StarlingException error) implements BlockReply {}

    /**
     * What another attempt might not meet.
     *
     * @param what went wrong
     * @param trace where
     */
    record Failed(int rank, String what, String trace) implements BlockReply {}

    /**
     * The executors could not go on together.
     *
     * @param sentence what happened
     * @param suspects executors of whom nothing was heard
     * @param preflight whether they never heard of each other
     */
    record Lost(int rank, String sentence, ArrayList<String> suspects, boolean preflight) implements BlockReply {}

    /**
     * The executor cannot take part at all.
     *
     * @param sentence why
     */
    record Unable(int rank, String sentence) implements BlockReply {}

    static byte[] bytes(BlockReply reply) {
        return ObjectBytes.write(reply);
    }

    static BlockReply of(byte[] bytes) {
        return ObjectBytes.read(bytes, BlockReply.class);
    }
}
