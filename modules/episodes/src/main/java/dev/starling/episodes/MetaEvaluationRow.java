package dev.starling.episodes;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code meta_evaluations}. */
@SuppressWarnings("ArrayRecordComponent") // never compared by the record's own equals
@Table(
        name = "meta_evaluations",
        doc = "One row a state that was validated or tested: means over the episodes that did not diverge.")
public record MetaEvaluationRow(
        @Column(doc = "validate, test (the last state) or test-selected (the one with the best validation)")
        String kind,

        @Column(doc = "outer iterations behind the state") int iteration,

        @Column(doc = "episodes that count", unit = "episodes")
        int episodes,

        @Column(doc = "episodes that diverged", unit = "episodes")
        int diverged,

        @Column(doc = "mean last query loss; missing if no episode counts", unit = "nats or squares")
        Double loss,

        @Column(
                doc = "half width of its 95% interval over the episodes, 1.96 s / sqrt(episodes)",
                unit = "nats or squares")
        Double lossHalfWidth,

        @Column(doc = "mean last query accuracy, 0 to 1; missing for a regression")
        Double accuracy,

        @Column(doc = "half width of its 95% interval over the episodes")
        Double accuracyHalfWidth,

        @Column(doc = "mean support loss after 0, 1, ... inner steps", unit = "nats or squares")
        double[] supportLoss,

        @Column(doc = "mean query loss after 0, 1, ... inner steps", unit = "nats or squares")
        double[] queryLoss,

        @Column(doc = "mean query accuracy after 0, 1, ... inner steps; empty for a regression")
        double[] queryAccuracy,

        @Column(doc = "mean expected calibration error with 15 bins; missing if classes were not predicted")
        Double ece15,

        @Column(doc = "mean greatest probability") Double confidence,

        @Column(doc = "mean entropy of the predictions", unit = "nats")
        Double entropy,

        @Column(
                doc =
                        "queries an episode by their greatest probability, in 15 bins of equal width from 0 to 1; empty if classes were not predicted",
                unit = "queries")
        double[] binQueries,

        @Column(doc = "mean greatest probability of each bin's queries; not a number where there are none")
        double[] binConfidence,

        @Column(doc = "share of each bin's queries that were right, alike")
        double[] binAccuracy,

        @Column(
                doc =
                        "tests: last query loss of each episode by its number, for comparing methods episode by episode; not a number where it diverged",
                unit = "nats or squares")
        double[] losses,

        @Column(doc = "tests: last query accuracy of each episode, alike; empty for a regression")
        double[] accuracies)
        implements Row {

    private static final long serialVersionUID = 1L;
}
