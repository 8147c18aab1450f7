package dev.starling.engine;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Arrays of sums that are used again from round to round: they are as long as models, and new ones every round keep the collector
 * busier than the round. As many are kept as were in use at once.
 */
final class SpareArrays {
    private static final int LONG = 1 << 14;

    /** Keeps nothing: every array is new. */
    static final SpareArrays NONE = new SpareArrays(Integer.MAX_VALUE);

    private final int shortest;
    private final Map<Integer, ArrayDeque<long[]>> spares = new HashMap<>();

    private SpareArrays(int shortest) {
        this.shortest = shortest;
    }

    /** An empty store that keeps long arrays. */
    static SpareArrays empty() {
        return new SpareArrays(LONG);
    }

    /** An array of zeros. */
    long[] take(int length) {
        long[] spare = poll(length);
        if (spare == null) {
            return new long[length];
        }
        Arrays.fill(spare, 0);
        return spare;
    }

    private synchronized long[] poll(int length) {
        ArrayDeque<long[]> of = spares.get(length);
        return of == null ? null : of.poll();
    }

    /** Takes back an array that nobody reads or writes any more. */
    synchronized void give(long[] array) {
        if (array.length >= shortest) {
            // The one that was used last is taken first: more of it is in the caches.
            spares.computeIfAbsent(array.length, length -> new ArrayDeque<>()).push(array);
        }
    }
}
