package dev.starling.episodes.covariance;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code entropy_grid}. */
@Table(
        name = "entropy_grid",
        doc = "One row a point around a test episode of points in the plane: how uncertain its prediction is.")
public record EntropyGridRow(
        @Column(doc = "outer iterations behind the state") int iteration,

        @Column(doc = "the test episode's number, from 0") long episode,

        @Column(doc = "the method") String method,
        @Column(doc = "the point's first coordinate") double x,
        @Column(doc = "its second coordinate") double y,

        @Column(doc = "entropy of the final prediction", unit = "nats")
        double entropy,

        @Column(doc = "-log sum exp of the negative distances to the classes, before T")
        double energy)
        implements Row {

    private static final long serialVersionUID = 1L;
}
