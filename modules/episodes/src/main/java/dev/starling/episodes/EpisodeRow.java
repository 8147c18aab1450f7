package dev.starling.episodes;

import dev.starling.engine.Column;
import dev.starling.engine.Stamped;
import dev.starling.engine.Table;

/** A row of {@code episodes}. */
@SuppressWarnings("ArrayRecordComponent") // never compared by the record's own equals
@Table(
        name = "episodes",
        doc = "One row an episode: what it was, how it was adapted to and how well its queries were predicted.")
public record EpisodeRow(
        @Column(doc = "train, validate, test (the last state) or test-selected (the one with the best validation)")
        String kind,

        @Column(doc = "outer iterations behind the state that it began from")
        int iteration,

        @Column(
                doc =
                        "its number among the episodes of its split, from 0; what is drawn for a number of validation or test is the same in all trials")
        long episode,

        @Column(doc = "the seed that its split's draws descend from")
        long seed,

        @Column(doc = "classes; 1 for a function", unit = "classes")
        int ways,

        @Column(doc = "support examples a class", unit = "examples")
        int shots,

        @Column(doc = "query examples a class", unit = "examples")
        int queries,

        @Column(doc = "the drawn classes by label; empty for a function")
        int[] classIds,

        @Column(doc = "64-bit hash of which examples were drawn")
        long examplesHash,

        @Column(doc = "the method") String method,
        @Column(doc = "inner steps") int innerSteps,

        @Column(doc = "size of the inner steps; missing without any")
        Double innerRate,

        @Column(
                doc =
                        "order of the derivatives that the outer update takes through the inner steps; 0 where it takes none")
        int derivatives,

        @Column(doc = "what batch normalization takes its statistics from; none without it")
        String normalization,

        @Column(
                doc = "loss on the support set after 0, 1, ... inner steps, as far as it was computed",
                unit = "nats or squares")
        double[] supportLoss,

        @Column(
                doc = "loss on the query set after 0, 1, ... inner steps; training may know the last alone",
                unit = "nats or squares")
        double[] queryLoss,

        @Column(doc = "share of queries that were right, alike; empty for a regression")
        double[] queryAccuracy,

        @Column(doc = "the last query loss; missing if it diverged", unit = "nats or squares")
        Double loss,

        @Column(doc = "the last query accuracy, 0 to 1; missing for a regression")
        Double accuracy,

        @Column(
                doc = "mean negative log-likelihood of the last prediction; missing if classes were not predicted",
                unit = "nats")
        Double nll,

        @Column(doc = "its expected calibration error with 15 bins")
        Double ece15,

        @Column(doc = "the same with 100 bins") Double ece100,

        @Column(doc = "its mean greatest probability") Double confidence,

        @Column(doc = "its mean entropy", unit = "nats") Double entropy,

        @Column(doc = "Euclidean length of the contribution to the outer update; missing in tests")
        Double gradientNorm,

        @Column(doc = "Euclidean length of what the inner steps moved the parameters by; missing without inner steps")
        Double movementNorm,

        @Column(doc = "ok, or diverged: then nothing of it was summed")
        String status,

        @Column(doc = "why it diverged; missing if it did not")
        String reason,

        @Column(doc = "the executor that computed it", diagnostic = true)
        String worker,

        @Column(
                doc = "wall time of adapting and predicting, without drawing the episode",
                unit = "ms",
                diagnostic = true)
        Double millis)
        implements Stamped {

    private static final long serialVersionUID = 1L;

    /** The row of an episode. */
    static EpisodeRow of(
            String kind,
            int iteration,
            Episode episode,
            String method,
            Adaptation adaptation,
            Figures figures,
            String reason) {
        EpisodeSpec spec = episode.spec();
        Calibration calibration = figures.calibration();
        boolean classes = !figures.queryAccuracy().isEmpty();
        return new EpisodeRow(
                kind,
                iteration,
                spec.index() - spec.split().firstIndex(),
                spec.seed(),
                spec.ways(),
                spec.shots(),
                spec.queries(),
                episode.classIds(),
                episode.examplesHash(),
                method,
                adaptation.steps(),
                adaptation.rate(),
                adaptation.order(),
                adaptation.normalization(),
                Scores.array(figures.supportLoss()),
                Scores.array(figures.queryLoss()),
                Scores.array(figures.queryAccuracy()),
                reason == null ? Scores.last(figures.queryLoss()) : null,
                classes && reason == null ? Scores.last(figures.queryAccuracy()) : null,
                calibration == null ? null : (Double) calibration.nll(),
                calibration == null ? null : (Double) calibration.ece15(),
                calibration == null ? null : (Double) calibration.ece100(),
                calibration == null ? null : (Double) calibration.confidence(),
                calibration == null ? null : (Double) calibration.entropy(),
                figures.gradientNorm(),
                figures.movementNorm(),
                reason == null ? "ok" : "diverged",
                reason,
                null,
                null);
    }

    @Override
    public EpisodeRow stamped(String by, double took) {
        return new EpisodeRow(
                kind,
                iteration,
                episode,
                seed,
                ways,
                shots,
                queries,
                classIds,
                examplesHash,
                method,
                innerSteps,
                innerRate,
                derivatives,
                normalization,
                supportLoss,
                queryLoss,
                queryAccuracy,
                loss,
                accuracy,
                nll,
                ece15,
                ece100,
                confidence,
                entropy,
                gradientNorm,
                movementNorm,
                status,
                reason,
                by,
                took);
    }
}
