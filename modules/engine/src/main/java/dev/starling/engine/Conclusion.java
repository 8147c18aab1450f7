package dev.starling.engine;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a finished trial leaves behind.
 *
 * @param model the final model
 * @param metrics its final figures by name, e.g. {@code accuracy.final}; the unit stands in the family's documentation
 */
public record Conclusion(TrainedModel model, Map<String, Double> metrics) {

    public Conclusion {
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    }
}
