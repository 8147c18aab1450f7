package dev.starling.episodes;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code iterations}. */
@Table(name = "iterations", doc = "One row an outer iteration: its training episodes and the step that they made.")
public record IterationRow(
        @Column(doc = "outer iteration, from 0") int iteration,

        @Column(doc = "step size of the outer update") double learningRate,

        @Column(doc = "training episodes that count", unit = "episodes")
        int episodes,

        @Column(doc = "training episodes that diverged", unit = "episodes")
        int diverged,

        @Column(doc = "mean of the episodes' last query losses; missing if none counts", unit = "nats or squares")
        Double loss,

        @Column(doc = "mean of the episodes' last query accuracies; missing for a regression")
        Double accuracy,

        @Column(doc = "mean length of what the episodes contributed")
        Double gradientNorm,

        @Column(doc = "Euclidean length of the shared parameters' movement")
        double updateNorm,

        @Column(doc = "SHA-256 of the shared parameters after it: float32, big-endian")
        String modelHash)
        implements Row {

    private static final long serialVersionUID = 1L;
}
