package dev.starling.spark;

import dev.starling.engine.Partial;
import dev.starling.engine.Program;
import dev.starling.engine.RoundRequest;
import dev.starling.engine.Vectors;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * What the driver keeps of a trial between its rounds: the broadcasts of its program and its constants. Used by the trial's own thread.
 */
final class TrialOnDriver implements AutoCloseable {

    private final JavaSparkContext spark;
    private final String application;
    private final Program original;
    private final boolean oneProcess;
    private final Broadcast<byte[]> program;
    private Broadcast<byte[]> constants;
    private Vectors sentConstants;
    private long constantsKey;
    private long rounds;
    private long partBytes;

    TrialOnDriver(JavaSparkContext spark, Program program, boolean oneProcess) {
        this.spark = spark;
        this.application = spark.sc().applicationId();
        this.original = program;
        this.oneProcess = oneProcess;
        this.program = spark.broadcast(ObjectBytes.write(program));
    }

    /** Names the trial's program in this application. */
    long key() {
        return program.id();
    }

    /** The trial's program, as it travels. */
    Broadcast<byte[]> program() {
        return program;
    }

    boolean runs(Program other) {
        return original == other;
    }

    /** What one partition sent in the round before: what the next will send, about. */
    long partBytes() {
        return partBytes;
    }

    void sent(long bytes) {
        partBytes = bytes;
    }

    /** What a round's tasks need and where their results are found, gone when it is closed. */
    static final class Shipment implements AutoCloseable {
        private final RoundTask task;
        private final Set<Integer> partitions;
        private final Broadcast<byte[]> payload;
        private final TrialRoom room;

        private Shipment(RoundTask task, Set<Integer> partitions, Broadcast<byte[]> payload, TrialRoom room) {
            this.task = task;
            this.partitions = partitions;
            this.payload = payload;
            this.room = room;
        }

        RoundTask task() {
            return task;
        }

        /** What a task replied. */
        Partial open(byte[] reply) {
            return Reply.isHere(reply) ? room.collect(Reply.partition(reply)) : Reply.open(reply);
        }

        /** Those that hold units of the round. */
        Set<Integer> partitions() {
            return partitions;
        }

        @Override
        public void close() {
            if (payload != null) {
                payload.destroy();
            }
            if (room != null) {
                room.leave();
            }
        }
    }

    /** Sends what the round's tasks need: to the executors, or within one process straight to where the tasks will look. */
    Shipment ship(RoundRequest request, Resident inputs, String fingerprint, Set<Long> live) {
        RoundPayload payload = new RoundPayload(
                request.state().round(),
                request.state().vectors(),
                new TreeMap<>(request.plannedWeights()),
                inputs.placement().deal(request.units()),
                request.ownStates(),
                new HashSet<>(live),
                live.stream().mapToLong(Long::longValue).max().orElse(-1));
        long payloadKey = rounds++;
        Vectors constantsNow = request.state().constants();
        if (constantsNow != sentConstants) {
            constantsKey++;
            sentConstants = constantsNow;
            destroyConstants();
            constants = oneProcess ? null : spark.broadcast(constantsNow.toBytes());
        }
        Broadcast<byte[]> sent = null;
        TrialRoom here = null;
        if (oneProcess) {
            here = ExecutorRoom.enter(application, key(), program::value);
            here.round(payloadKey, () -> payload, constantsKey, () -> constantsNow);
        } else {
            sent = spark.broadcast(payload.toBytes());
        }
        return new Shipment(
                new RoundTask(
                        application,
                        fingerprint,
                        request.trial(),
                        program,
                        inputs.recipe(),
                        payloadKey,
                        sent,
                        constantsKey,
                        constants),
                payload.units().keySet(),
                sent,
                here);
    }

    private void destroyConstants() {
        if (constants != null) {
            constants.destroy();
            constants = null;
        }
    }

    @Override
    public void close() {
        destroyConstants();
        ExecutorRoom.closeTrial(application, key());
        program.destroy();
    }
}
