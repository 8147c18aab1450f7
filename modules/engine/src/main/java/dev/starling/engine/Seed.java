package dev.starling.engine;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * A node in the tree of randomness of a trial. Every random number descends from the trial's seed through named
 * children, e.g. {@code seed.child("order").child(round).child(client).random()}, so that adding a draw in one place
 * moves no other and nothing depends on thread, partition or retry.
 *
 * @param value the node's 64 bits; equal values give equal streams
 */
public record Seed(long value) {

    /** The root of a trial's randomness. */
    public static Seed of(long trialSeed) {
        return new Seed(mix(trialSeed ^ 0x5354_4152_4c49_4e47L));
    }

    /** The child with this name. */
    public Seed child(String name) {
        // FNV-1a over UTF-8, finalised: stable across JVMs, unlike a hash that a library may change.
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return new Seed(mix(value ^ mix(hash)));
    }

    /** The child with this number, e.g. a round, a client or a step. */
    public Seed child(long key) {
        return new Seed(mix(value + mix(key ^ 0x9e3779b97f4a7c15L)));
    }

    /** A new generator at the start of this node's stream. Not thread-safe. */
    public RandomGenerator random() {
        return new Stream(value);
    }

    /** SplitMix64's finaliser (Steele, Lea, Flood 2014). */
    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
