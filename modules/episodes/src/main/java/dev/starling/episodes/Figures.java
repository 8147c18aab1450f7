package dev.starling.episodes;

import dev.starling.engine.Row;
import java.util.List;

/**
 * What is told of an episode.
 *
 * @param supportLoss loss on the support set after 0, 1, ... inner steps, as far as it was computed
 * @param queryLoss loss on the query set after 0, 1, ... inner steps; the last is the method's; training may know the last alone
 * @param queryAccuracy share of queries that were right, alike; empty for a regression
 * @param calibration of the last prediction, or null where classes were not predicted
 * @param gradientNorm Euclidean length of the contribution to the outer update; null in tests
 * @param movementNorm Euclidean length of what the inner steps moved the parameters by; null without inner steps
 * @param rows for tables of the method's own
 */
public record Figures(
        List<Double> supportLoss,
        List<Double> queryLoss,
        List<Double> queryAccuracy,
        Calibration calibration,
        Double gradientNorm,
        Double movementNorm,
        List<Row> rows) {

    public Figures {
        supportLoss = List.copyOf(supportLoss);
        queryLoss = List.copyOf(queryLoss);
        queryAccuracy = List.copyOf(queryAccuracy);
        rows = List.copyOf(rows);
    }
}
