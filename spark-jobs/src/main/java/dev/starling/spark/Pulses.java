package dev.starling.spark;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What executors have said last, on the driver. Thread-safe; nothing here waits. */
final class Pulses {

    private final Map<String, Pulse> newest =
            new TreeMap<>(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
    private final Map<Metric, Long> countsOfThoseGone = new EnumMap<>(Metric.class);
    private final Set<String> gone = new HashSet<>();

    synchronized void take(Pulse pulse) {
        // Spark names no second executor like one that is gone.
        if (!gone.contains(pulse.executor())) {
            newest.put(pulse.executor(), pulse);
        }
    }

    /** Notes that Spark has lost an executor: what it has counted stays, what it held is free. */
    synchronized void removed(String executor) {
        gone.add(executor);
        Pulse last = newest.remove(executor);
        if (last != null) {
            last.counts().forEach((metric, count) -> {
                if (metric != Metric.NATIVE_BYTES) {
                    countsOfThoseGone.merge(metric, count, Long::sum);
                }
            });
        }
    }

    /** The sum over all executors. */
    synchronized long sum(Metric metric) {
        return countsOfThoseGone.getOrDefault(metric, 0L)
                + newest.values().stream()
                        .mapToLong(pulse -> pulse.counts().getOrDefault(metric, 0L))
                        .sum();
    }

    synchronized Live live() {
        Map<String, Integer> rounds = new HashMap<>();
        Map<String, List<Doing>> doing = new TreeMap<>(((TreeMap<String, Pulse>) newest).comparator());
        newest.forEach((executor, pulse) -> {
            pulse.rounds().forEach((trial, done) -> rounds.merge(trial, done, Math::max));
            if (!pulse.doing().isEmpty()) {
                doing.put(executor, pulse.doing());
            }
        });
        return new Live(rounds, doing, sum(Metric.UNITS), sum(Metric.STEPS));
    }
}
