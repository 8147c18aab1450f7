package dev.starling.engine;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a round's units left for {@link Program#advance}, which alone may read it: the sums' arrays serve the next round. */
public final class Results {

    private final Map<String, Sum> sums;
    private final Map<String, SortedMap<Long, Vectors>> gathered;

    Results(Map<String, Sum> sums, Map<String, SortedMap<Long, Vectors>> gathered) {
        this.sums = sums;
        this.gathered = gathered;
    }

    /** Whether the round had units of this kind. */
    public boolean has(String kind) {
        return sums.containsKey(kind);
    }

    /** The exact sum over the units of a kind. */
    public Sum sum(String kind) {
        Sum sum = sums.get(kind);
        if (sum == null) {
            throw new IllegalArgumentException("the round had no units of kind '" + kind + "', only " + sums.keySet());
        }
        return sum;
    }

    /** What the units of a kind gave to be gathered, by unit key in key order. */
    public SortedMap<Long, Vectors> gathered(String kind) {
        return gathered.getOrDefault(kind, new TreeMap<>());
    }
}
