package dev.starling.episodes.covariance;

import dev.starling.engine.Row;
import dev.starling.episodes.Calibration;
import dev.starling.episodes.Corrupted;
import dev.starling.episodes.Episode;
import dev.starling.episodes.Samples;
import dev.starling.episodes.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rows of a test episode.
 *
 * @param method whose they are
 * @param iteration outer iterations behind the state
 * @param temperature of the readout
 * @param ask predicts other queries of the episode
 */
record TestRows(
        Covariance method, Episode episode, int iteration, double temperature, Function<Samples, Assessed> ask) {

    /**
     * All of them.
     *
     * @param drawn the queries as drawn
     * @param ablation what came of it, or empty
     */
    List<Row> of(Assessed drawn, double[] ablation) {
        List<Row> rows = new ArrayList<>();
        Optional<Samples> outside = method.tasks().outside(episode.spec());
        Assessed others = outside.map(ask).orElse(null);
        rows.add(row(0, null, episode.query(), drawn, outside.orElse(null), others, ablation));
        for (Corrupted corrupted : method.tasks().corrupted(episode.spec())) {
            if (corrupted.level() > 0) {
                rows.add(row(
                        corrupted.level(),
                        String.join(" ", corrupted.corruptions()),
                        corrupted.query(),
                        ask.apply(corrupted.query()),
                        null,
                        null,
                        new double[0]));
            }
        }
        if (others != null && number() < method.report().gridEpisodes() && inPlane()) {
            grid(outside.get(), others, rows);
            support(episode.support(), rows);
        }
        return rows;
    }

    private boolean inPlane() {
        return method.extractor().recipe().inputShape().length == 1
                && method.extractor().recipe().inputShape()[0] == 2;
    }

    private long number() {
        return episode.spec().index() - Split.TEST.firstIndex();
    }

    private Row row(
            int level,
            String corruption,
            Samples query,
            Assessed assessed,
            Samples outside,
            Assessed others,
            double[] ablation) {
        Calibration calibration = assessed.calibration(query);
        Calibration beyond = others == null ? null : others.calibration(outside);
        Ranking ranking = others == null
                ? null
                : Ranking.of(assessed.scored().familiarity(), others.scored().familiarity());
        double[] precisions = precisions(assessed.scored());
        return new UncertaintyRow(
                iteration,
                number(),
                method.name(),
                corruption,
                level,
                assessed.accuracy(query),
                calibration.nll(),
                calibration.ece15(),
                calibration.ece100(),
                beyond == null ? null : (Double) beyond.ece15(),
                beyond == null ? null : (Double) beyond.ece100(),
                ranking == null ? null : (Double) ranking.auroc(),
                ranking == null ? null : (Double) ranking.aupr(),
                assessed.entropy(),
                others == null ? null : (Double) others.entropy(),
                assessed.scored().loss(query),
                method.readout().samples() ? (Double) assessed.loss(query) : null,
                precisions == null ? null : (Double) precisions[0],
                precisions == null ? null : (Double) precisions[1],
                precisions == null ? null : (Integer) assessed.scored().factors()[0].length,
                ablation,
                temperature);
    }

    /** Least and greatest eigenvalue of the inverse covariances; null without. */
    private static double[] precisions(Scored scored) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = 0;
        for (int i = 0; i < scored.variances().length; i++) {
            Spectrum spectrum = Spectrum.of(scored.variances()[i], scored.factors()[i]);
            least = Math.min(least, 1 / spectrum.greatest());
            greatest = Math.max(greatest, 1 / spectrum.least());
        }
        return scored.variances().length == 0 ? null : new double[] {least, greatest};
    }

    private void grid(Samples points, Assessed others, List<Row> rows) {
        for (int i = 0; i < points.count(); i++) {
            rows.add(new EntropyGridRow(
                    iteration,
                    number(),
                    method.name(),
                    points.inputs()[2 * i],
                    points.inputs()[2 * i + 1],
                    others.entropy(i),
                    Probabilities.energy(others.scored().energies(i))));
        }
    }

    private void support(Samples points, List<Row> rows) {
        for (int i = 0; i < points.count(); i++) {
            rows.add(new PlanePointRow(
                    iteration,
                    number(),
                    method.name(),
                    points.inputs()[2 * i],
                    points.inputs()[2 * i + 1],
                    points.labels()[i]));
        }
    }
}
