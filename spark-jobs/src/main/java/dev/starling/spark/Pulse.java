package dev.starling.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an executor says of itself a few times a second while it computes. Nothing depends on its arrival.
 *
 * @param executor Spark's id of it
 * @param rounds how far the blocks are that it computes with others: the rounds of each trial that are done
 * @param doing the units under way
 * @param counts what it has counted since it started
 */
record Pulse(String executor, Map<String, Integer> rounds, List<Doing> doing, Map<Metric, Long> counts)
        implements Serializable {

    Pulse {
        rounds = new TreeMap<>(rounds);
        doing = new ArrayList<>(doing);
        counts = new EnumMap<>(counts);
    }

    /** Whether it tells anything that the one before did not: memory alone is no news. */
    boolean isNews(Pulse before) {
        return !doing.isEmpty()
                || before == null
                || !before.doing.isEmpty()
                || !rounds.equals(before.rounds)
                || counts.entrySet().stream()
                        .anyMatch(count -> count.getKey() != Metric.NATIVE_BYTES
                                && !count.getValue().equals(before.counts.get(count.getKey())));
    }
}
