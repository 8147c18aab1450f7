package dev.starling.report;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The final figures of one finished trial.
 *
 * @param setting what distinguishes it from other trials of the same seed
 * @param seed trials of the same seed share partition, initial parameters and cohorts, so their difference is paired
 * @param metrics final figures by name, e.g. {@code accuracy.final}; a figure that is missing or not finite is left out of
 *     every statistic
 */
public record TrialResult(String setting, long seed, Map<String, Double> metrics) {

    public TrialResult {
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    }
}
