package dev.starling.spark;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** What executors have said last, on the driver. Thread-safe; nothing here waits. */
final class Pulses {

    private final Map<String, Pulse> newest =
            new TreeMap<>(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
    private final Map<Metric, Long> countsOfThoseGone = new EnumMap<>(Metric.class);
    private final Set<String> gone = new HashSet<>();
    private final Map<String, Long> heard = new HashMap<>();
    private final LongSupplier nanoClock;

    /** @param nanoClock tells the time */
    Pulses(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    synchronized void take(Pulse pulse) {
        // Spark names no second executor like one that is gone.
        if (!gone.contains(pulse.executor())) {
            newest.put(pulse.executor(), pulse);
            heard.put(pulse.executor(), nanoClock.getAsLong());
        }
    }

    /** Notes that Spark has lost an executor: what it has counted stays, what it held is free. */
    synchronized void removed(String executor) {
        gone.add(executor);
        heard.remove(executor);
        Pulse last = newest.remove(executor);
        if (last != null) {
            last.counts().forEach((metric, count) -> {
                if (metric != Metric.NATIVE_BYTES) {
                    countsOfThoseGone.merge(metric, count, Long::sum);
                }
            });
        }
    }

    /** Whether an executor that Spark has not lost has ever said something. */
    synchronized boolean knows(String executor) {
        return heard.containsKey(executor);
    }

    /** Whether it has said something in so many nanoseconds. */
    synchronized boolean heardWithin(String executor, long nanos) {
        Long last = heard.get(executor);
        return last != null && nanoClock.getAsLong() - last <= nanos;
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
