package dev.starling.spark;

import java.util.List;
import java.util.Map;

/**
 * What the executors of a session have said last, which may be a second old.
 *
 * @param rounds how far blocks are that executors compute together: the rounds of each such trial that are done
 * @param doing the units under way, by executor
 * @param units computed since the session began
 * @param steps of training made since the session began
 */
public record Live(Map<String, Integer> rounds, Map<String, List<Doing>> doing, long units, long steps) {

    /** Where nobody says anything. */
    public static Live none() {
        return new Live(Map.of(), Map.of(), 0, 0);
    }
}
