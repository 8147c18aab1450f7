package dev.starling.episodes.hyper;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code hyper_steps}. */
@Table(
        name = "hyper_steps",
        doc = "One row a movement of the hyperparameters: the hypergradient, its two terms and what they cost.")
public record HyperStepRow(
        @Column(doc = "outer iteration, from 0") int iteration,

        @Column(doc = "inner steps behind the weights whose validation loss is differentiated", unit = "steps")
        int step,

        @Column(doc = "step size of the movement") double learningRate,
        @Column(doc = "tasks that count", unit = "tasks") int tasks,

        @Column(
                doc = "tasks that diverged in this round; they are left out from here to the end of the iteration",
                unit = "tasks")
        int diverged,

        @Column(doc = "mean validation loss; missing if no task counts", unit = "nats or squares")
        Double loss,

        @Column(doc = "Euclidean length of the mean direct term; missing if no task counts")
        Double directNorm,

        @Column(doc = "Euclidean length of the mean second-order term, as used; missing if no task counts")
        Double secondOrderNorm,

        @Column(doc = "cosine between the two; missing if one has no length")
        Double cosine,

        @Column(doc = "the scale theta of HyperDistill; missing where none is estimated")
        Double scale,

        @Column(doc = "gradients that all tasks computed since the movement before, estimates of the scale included")
        long gradients,

        @Column(doc = "products with second derivatives, alike; a product with A and one with B count one each")
        long products,

        @Column(
                doc =
                        "how far the length of a product of the run is from what central differences in float64 say along it, as a part of it; measured every 50 iterations, in the first row, missing in others")
        Double differenceError)
        implements Row {

    private static final long serialVersionUID = 1L;
}
