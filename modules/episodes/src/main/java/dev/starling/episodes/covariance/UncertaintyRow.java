package dev.starling.episodes.covariance;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code uncertainty}. */
@SuppressWarnings("ArrayRecordComponent") // never compared by the record's own equals
@Table(
        name = "uncertainty",
        doc =
                "One row a test episode and level of corruption: how well its predictions know what they do not know. Its row of"
                        + " `episodes` has the same iteration and number and tells the last state from the selected one.")
public record UncertaintyRow(
        @Column(doc = "outer iterations behind the state") int iteration,

        @Column(doc = "the test episode's number, from 0") long episode,

        @Column(doc = "the method") String method,

        @Column(doc = "what was done to the queries, a name each class by label; missing at level 0")
        String corruption,

        @Column(doc = "level of the queries' corruption; 0 as drawn")
        int level,

        @Column(doc = "share of queries that were right") double accuracy,

        @Column(doc = "mean negative log-likelihood of the final predictions", unit = "nats")
        double nll,

        @Column(doc = "their expected calibration error with 15 bins")
        double ece15,

        @Column(doc = "the same with 100 bins") double ece100,

        @Column(
                doc =
                        "calibration error with 15 bins of queries of no class, whose labels mean nothing; missing above level 0, and where the family has none")
        Double oodEce,

        @Column(doc = "the same with 100 bins") Double oodEce100,

        @Column(
                doc =
                        "area under the ROC curve of queries against those of no class, by log sum exp of the logits; missing alike")
        Double oodAuroc,

        @Column(doc = "area under their precision-recall curve, alike")
        Double oodAupr,

        @Column(doc = "mean entropy of the final predictions", unit = "nats")
        double entId,

        @Column(doc = "the same of queries of no class; missing alike", unit = "nats")
        Double entOod,

        @Column(doc = "mean negative log-likelihood of the softmax of the logits", unit = "nats")
        double nllDet,

        @Column(doc = "the same of predictions that are blurred by the energy; missing where none are", unit = "nats")
        Double nllMc,

        @Column(doc = "least eigenvalue of the classes' inverse covariances; missing without covariances")
        Double eigMin,

        @Column(doc = "the greatest") Double eigMax,

        @Column(doc = "rank of what is added to a covariance's diagonal; missing without covariances")
        Integer rank,

        @Column(
                doc =
                        "nll_det with the i-th eigenvalue of each class's inverse covariance, in ascending order, replaced by 1; empty where this was not asked for",
                unit = "nats")
        double[] ablation,

        @Column(doc = "T that energies, or tau that logits are divided by")
        double temperature)
        implements Row {

    private static final long serialVersionUID = 1L;
}
