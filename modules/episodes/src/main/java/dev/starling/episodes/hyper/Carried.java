package dev.starling.episodes.hyper;

import dev.starling.engine.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/** What tasks carry from one round to the next: what the round gathered, task after task in the order of their keys. */
final class Carried {
    private static final String PREFIX = "task/";
    private static final String KEYS = PREFIX + "keys";
    private static final String ENDS = "/ends";

    private Carried() {}

    /** The state with what was gathered, which is float64 and has the same names for all tasks. */
    static Vectors put(Vectors state, SortedMap<Long, Vectors> gathered) {
        Vectors next = drop(state)
                .with(
                        KEYS,
                        gathered.keySet().stream()
                                .mapToDouble(Long::doubleValue)
                                .toArray());
        if (gathered.isEmpty()) {
            return next;
        }
        for (String name : gathered.get(gathered.firstKey()).asMap().keySet()) {
            List<double[]> parts = new ArrayList<>(gathered.size());
            gathered.values().forEach(vectors -> parts.add(vectors.doubles(name)));
            double[] ends = new double[parts.size()];
            int size = 0;
            for (int i = 0; i < ends.length; i++) {
                size += parts.get(i).length;
                ends[i] = size;
            }
            double[] all = new double[size];
            for (int i = 0; i < ends.length; i++) {
                double[] part = parts.get(i);
                System.arraycopy(part, 0, all, (int) ends[i] - part.length, part.length);
            }
            next = next.with(PREFIX + name, all).with(PREFIX + name + ENDS, ends);
        }
        return next;
    }

    /** The state without what tasks carry. */
    static Vectors drop(Vectors state) {
        Vectors next = state;
        for (String name : state.asMap().keySet()) {
            if (name.startsWith(PREFIX)) {
                next = next.without(name);
            }
        }
        return next;
    }

    /** These vectors with what tasks carry in a state. */
    static Vectors copy(Vectors to, Vectors state) {
        Vectors next = to;
        for (String name : state.asMap().keySet()) {
            if (name.startsWith(PREFIX)) {
                next = next.with(name, state.doubles(name));
            }
        }
        return next;
    }

    /** Keys of the tasks that carry anything, ascending. */
    static long[] keys(Vectors state) {
        return Arrays.stream(state.doubles(KEYS)).mapToLong(key -> (long) key).toArray();
    }

    /** What a task carries under a name. */
    static double[] of(Vectors state, long key, String name) {
        int place = Arrays.binarySearch(state.doubles(KEYS), key);
        double[] ends = state.doubles(PREFIX + name + ENDS);
        int from = place == 0 ? 0 : (int) ends[place - 1];
        return Arrays.copyOfRange(state.doubles(PREFIX + name), from, (int) ends[place]);
    }
}
