package dev.starling.spark;

import dev.starling.engine.BlockRun;
import java.io.Serializable;
import java.util.TreeSet;

/**
 * What all tasks of an attempt at a block share; pulled and decoded once in each executor.
 *
 * @param rounds the rounds to compute, see {@link BlockRun#toBytes()}
 * @param setting the trial's
 * @param seed the trial's
 * @param elements of the state's vectors: about what is summed
 * @param liveTrials programs of trials that are not over; an executor closes what it keeps of others
 * @param newestTrial the newest program that these know of
 * @param liveInputs likewise of inputs
 * @param newestInputs likewise
 */
record BlockShipment(
        byte[] rounds,
        String setting,
        long seed,
        long elements,
        TreeSet<Long> liveTrials,
        long newestTrial,
        TreeSet<Long> liveInputs,
        long newestInputs)
        implements Serializable {}
