package dev.starling.episodes.sequential;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code trajectories}. */
@SuppressWarnings("ArrayRecordComponent") // never compared by the record's own equals
@Table(
        name = "trajectories",
        doc = "One row a trajectory of an outer iteration: where it went from the shared parameters.")
public record TrajectoryRow(
        @Column(doc = "outer iteration, from 0; -1 for pretraining")
        int iteration,

        @Column(doc = "its number in the iteration; a task's number where each has its own")
        int trajectory,

        @Column(doc = "steps that it made", unit = "steps") int steps,

        @Column(doc = "mean loss of its batches; missing if it diverged", unit = "nats")
        Double loss,

        @Column(doc = "Euclidean length of its way from the shared parameters; missing if it diverged")
        Double movementNorm,

        @Column(doc = "steps on each task", unit = "steps") int[] taskSteps,

        @Column(doc = "SHA-256 of the tasks' numbers in the order of the steps")
        String tasksHash,

        @Column(doc = "ok or diverged") String status,

        @Column(doc = "why it diverged; missing if it did not")
        String reason)
        implements Row {

    private static final long serialVersionUID = 1L;
}
