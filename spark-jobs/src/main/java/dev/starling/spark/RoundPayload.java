package dev.starling.spark;

import dev.starling.engine.OwnStates;
import dev.starling.engine.PlannedUnit;
import dev.starling.engine.Vectors;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.TreeMap;

/**
 * What all tasks of one round share; decoded once in each executor.
 *
 * @param round the state's number
 * @param vectors the state's vectors, without its constants
 * @param plannedWeights total planned weight by kind
 * @param units by partition
 * @param ownStates where units' own states are read and written
 * @param liveTrials programs of trials that still run; an executor closes the workers of others
 * @param newestTrial the newest program that {@code liveTrials} knows of
 */
record RoundPayload(
        int round,
        Vectors vectors,
        TreeMap<String, Long> plannedWeights,
        HashMap<Integer, ArrayList<PlannedUnit>> units,
        OwnStates ownStates,
        HashSet<Long> liveTrials,
        long newestTrial) {

    private record Wire(
            int round,
            byte[] vectors,
            TreeMap<String, Long> plannedWeights,
            HashMap<Integer, ArrayList<PlannedUnit>> units,
            OwnStates ownStates,
            HashSet<Long> liveTrials,
            long newestTrial)
            implements Serializable {}

    byte[] toBytes() {
        return ObjectBytes.write(
                new Wire(round, vectors.toBytes(), plannedWeights, units, ownStates, liveTrials, newestTrial));
    }

    static RoundPayload fromBytes(byte[] bytes) {
        Wire wire = ObjectBytes.read(bytes, Wire.class);
        return new RoundPayload(
                wire.round,
                Vectors.fromBytes(wire.vectors),
                wire.plannedWeights,
                wire.units,
                wire.ownStates,
                wire.liveTrials,
                wire.newestTrial);
    }
}
