package dev.starling.spark;

import dev.starling.cluster.Lane;
import dev.starling.engine.Partial;
import dev.starling.engine.Program;
import dev.starling.engine.State;
import dev.starling.engine.Vectors;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What stands in one process for one trial: its decoded program, its idle workers, and the state of the round that is being
 * computed. Thread-safe: the tasks of a round share it.
 */
final class TrialRoom implements AutoCloseable {

    private final WorkerPool workers;
    private long payloadKey = -1;
    private RoundPayload payload;
    private long constantsKey = -1;
    private Vectors constants;
    private State state;
    private final Map<Integer, Partial> results = new HashMap<>();
    private Lane lane;
    private int tasks;
    private boolean led;
    private boolean closed;

    TrialRoom(Program program) {
        this.workers = new WorkerPool(program);
    }

    /** A round as a task sees it. */
    record Round(RoundPayload payload, State state) {}

    /**
     * The round of that key, decoded by the first task that asks for it.
     *
     * @param key of the payload; a round that is over may be asked for again by an attempt that Spark has given up
     * @param decode reads it, if it is not the one that stands here
     * @param keyOfConstants of the constants
     * @param decodeConstants reads them, if they are not those that stand here
     */
    synchronized Round round(
            long key, Supplier<RoundPayload> decode, long keyOfConstants, Supplier<Vectors> decodeConstants) {
        boolean changed = false;
        if (constantsKey != keyOfConstants) {
            constants = decodeConstants.get();
            constantsKey = keyOfConstants;
            changed = true;
        }
        if (payloadKey != key) {
            payload = decode.get();
            payloadKey = key;
            results.clear();
            changed = true;
        }
        if (changed) {
            state = new State(payload.round(), payload.vectors(), constants);
        }
        return new Round(payload, state);
    }

    /** Notes that a task is here: the room is not closed under it. False if it is closed already. */
    synchronized boolean enter() {
        if (closed) {
            return false;
        }
        tasks++;
        return true;
    }

    synchronized void leave() {
        tasks--;
        closeIfEmpty();
    }

    /** Leaves a part of the round for a driver in the same process; an attempt that is repeated leaves the same again. */
    synchronized void leaveResult(long key, int partition, Partial part) {
        // An attempt of an earlier round that Spark has given up may come late.
        if (key == payloadKey) {
            results.put(partition, part);
        }
    }

    /** Takes what a task has left. */
    synchronized Partial collect(int partition) {
        return results.remove(partition);
    }

    /** Keeps the trial's stream on the network until the room is closed. */
    synchronized Lane keep(Lane current) {
        if (lane != null && lane != current) {
            lane.close();
        }
        lane = current;
        return current;
    }

    /** What {@link #keep} was given last. */
    synchronized Lane lane() {
        return lane;
    }

    /** Lets one attempt at a block be led here at a time; false while an earlier one is, which may be in the middle of a long unit. */
    synchronized boolean beginLead() {
        boolean mine = !led;
        led = true;
        return mine;
    }

    synchronized void endLead() {
        led = false;
    }

    WorkerPool workers() {
        return workers;
    }

    /** Closes the idle workers now or when the last task has left. */
    @Override
    public synchronized void close() {
        closed = true;
        closeIfEmpty();
    }

    private void closeIfEmpty() {
        if (closed && tasks == 0) {
            workers.close();
            if (lane != null) {
                lane.close();
            }
        }
    }
}
