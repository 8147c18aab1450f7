package dev.starling.episodes.sequential;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code gradient_alignments}. */
@SuppressWarnings("ArrayRecordComponent") // never compared by the record's own equals
@Table(
        name = "gradient_alignments",
        doc =
                "One row an evaluated state: how alike the tasks' gradients over their training examples are, and at which loss.")
public record AlignmentRow(
        @Column(doc = "outer iterations behind the state") int iteration,

        @Column(doc = "gradients of a batch computed until then", unit = "gradients")
        long gradients,

        @Column(doc = "mean over the tasks of their training loss", unit = "nats")
        double loss,

        @Column(doc = "training loss of each task", unit = "nats")
        double[] taskLoss,

        @Column(doc = "mean cosine of two tasks' gradients; missing where tasks share no parameters")
        Double cosine,

        @Column(doc = "cosines of all pairs, row by row; empty where tasks share no parameters")
        double[] cosines,

        @Column(doc = "Euclidean distance of the parameters from where learning the tasks began")
        double distance)
        implements Row {

    private static final long serialVersionUID = 1L;
}
