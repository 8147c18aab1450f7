package dev.starling.episodes.sequential;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code multitask_iterations}. */
@SuppressWarnings("ArrayRecordComponent") // never compared by the record's own equals
@Table(name = "multitask_iterations", doc = "One row an outer iteration of a method that learns all tasks together.")
public record MultitaskIterationRow(
        @Column(doc = "outer iteration, from 0") int iteration,

        @Column(doc = "gradients of a batch computed until its end", unit = "gradients")
        long gradients,

        @Column(doc = "batches of each task", unit = "batches")
        int[] taskBatches,

        @Column(doc = "trajectories or batches that diverged", unit = "units")
        int diverged,

        @Column(doc = "mean loss of its batches; missing if all diverged", unit = "nats")
        Double loss,

        @Column(doc = "Euclidean length of the shared parameters' movement")
        double updateNorm,

        @Column(doc = "Euclidean distance of the shared parameters from where learning the tasks began")
        double distance,

        @Column(doc = "the shared parameters after it if there are at most 16, else empty")
        double[] parameters,

        @Column(doc = "SHA-256 of the shared parameters after it: float32, big-endian")
        String modelHash)
        implements Row {

    private static final long serialVersionUID = 1L;
}
