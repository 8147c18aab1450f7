package dev.starling.episodes.covariance;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code plane_points}. */
@Table(name = "plane_points", doc = "One row a support example of an episode of `entropy_grid`.")
public record PlanePointRow(
        @Column(doc = "outer iterations behind the state") int iteration,

        @Column(doc = "the test episode's number, from 0") long episode,

        @Column(doc = "the method") String method,
        @Column(doc = "the example's first coordinate") double x,
        @Column(doc = "its second coordinate") double y,
        @Column(doc = "its class by label") int label)
        implements Row {

    private static final long serialVersionUID = 1L;
}
