package dev.starling.episodes;

import dev.starling.engine.Contribution;
import dev.starling.engine.Sum;
import dev.starling.engine.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/** What the figures of episodes come to, through the exact sums. */
final class Scores {
    /** Training: the last query loss, the last accuracy or 0, the length of the contribution or 0. */
    private static final String TRAINING = "episode.training";

    /**
     * Evaluation: square of the last query loss if that is small, and of the last accuracy; 1 where classes were predicted, and three of
     * their figures; the square of a large loss in units of {@link #LARGE_SQUARE}, which contributions have room for.
     */
    private static final String EVALUATION = "episode.evaluation";

    /** Losses from here on are large. */
    private static final double LARGE = 1024;

    private static final double LARGE_SQUARE = LARGE * LARGE * 4;

    /** Evaluation: {@link Calibration#reliability}; empty where no classes are predicted. */
    private static final String RELIABILITY = "episode.reliability";

    private static final String SUPPORT_LOSS = "episode.support-loss";
    private static final String QUERY_LOSS = "episode.query-loss";
    private static final String QUERY_ACCURACY = "episode.query-accuracy";

    /** The standard normal's quantile of 95% intervals. */
    private static final double QUANTILE = 1.96;

    private Scores() {}

    /** Adds what an iteration's row needs of a training episode. */
    static void addTraining(Contribution contribution, Figures figures) {
        contribution.total(
                TRAINING,
                last(figures.queryLoss()),
                figures.queryAccuracy().isEmpty() ? 0 : last(figures.queryAccuracy()),
                figures.gradientNorm() == null ? 0 : figures.gradientNorm());
    }

    /** Means over a meta-batch's episodes: loss, accuracy, length; null if none counts. */
    static double[] training(Sum sum) {
        return sum.units() == 0 ? null : sum.average(TRAINING);
    }

    /** What a validation or test episode adds. */
    static Contribution evaluation(Figures figures) {
        double loss = last(figures.queryLoss());
        double accuracy = figures.queryAccuracy().isEmpty() ? 0 : last(figures.queryAccuracy());
        Calibration calibration = figures.calibration();
        boolean known = calibration != null;
        return Contribution.start()
                .total(QUERY_LOSS, array(figures.queryLoss()))
                .total(QUERY_ACCURACY, array(figures.queryAccuracy()))
                .total(SUPPORT_LOSS, array(figures.supportLoss()))
                .total(RELIABILITY, reliability(figures))
                .total(
                        EVALUATION,
                        loss < LARGE ? loss * loss : 0,
                        accuracy * accuracy,
                        known ? 1 : 0,
                        known ? calibration.ece15() : 0,
                        known ? calibration.confidence() : 0,
                        known ? calibration.entropy() : 0,
                        loss < LARGE ? 0 : loss * loss / LARGE_SQUARE);
    }

    private static double[] reliability(Figures figures) {
        return figures.calibration() != null
                ? figures.calibration().reliability()
                : new double[figures.queryAccuracy().isEmpty() ? 0 : 3 * Calibration.BINS];
    }

    /** What a test episode gives beside it: its last figures. */
    static Vectors figures(Figures figures) {
        Vectors loss = Vectors.empty().with(QUERY_LOSS, last(figures.queryLoss()));
        return figures.queryAccuracy().isEmpty() ? loss : loss.with(QUERY_ACCURACY, last(figures.queryAccuracy()));
    }

    /**
     * The row of a state over its validation or test episodes.
     *
     * @param planned how many there were
     * @param first index of the first
     * @param gathered the figures of test episodes by index; those that diverged are not among them
     */
    static MetaEvaluationRow row(
            String kind, int iteration, Sum sum, int planned, long first, SortedMap<Long, Vectors> gathered) {
        int episodes = sum.units();
        double[] none = {};
        if (episodes == 0) {
            return new MetaEvaluationRow(
                    kind,
                    iteration,
                    0,
                    sum.diverged(),
                    null,
                    null,
                    null,
                    null,
                    none,
                    none,
                    none,
                    null,
                    null,
                    null,
                    none,
                    none,
                    none,
                    none,
                    none);
        }
        double[] loss = sum.average(QUERY_LOSS);
        double[] accuracy = sum.average(QUERY_ACCURACY);
        double[] more = sum.average(EVALUATION);
        boolean calibrated = more[2] > 0;
        double[] bins = calibrated ? sum.average(RELIABILITY) : none;
        return new MetaEvaluationRow(
                kind,
                iteration,
                episodes,
                sum.diverged(),
                last(loss),
                halfWidth(last(loss), more[0] + more[6] * LARGE_SQUARE, episodes),
                accuracy.length == 0 ? null : (Double) last(accuracy),
                accuracy.length == 0 ? null : halfWidth(last(accuracy), more[1], episodes),
                sum.average(SUPPORT_LOSS),
                loss,
                accuracy,
                calibrated ? (Double) (more[3] / more[2]) : null,
                calibrated ? (Double) (more[4] / more[2]) : null,
                calibrated ? (Double) (more[5] / more[2]) : null,
                Arrays.copyOf(bins, bins.length / 3),
                perQuery(bins, 1),
                perQuery(bins, 2),
                gathered.isEmpty() ? none : byNumber(QUERY_LOSS, planned, first, gathered),
                gathered.isEmpty() || accuracy.length == 0 ? none : byNumber(QUERY_ACCURACY, planned, first, gathered));
    }

    /** A third of the bins' sums, by query; not a number where there are none. */
    private static double[] perQuery(double[] bins, int third) {
        double[] values = new double[bins.length / 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = bins[i] == 0 ? Double.NaN : bins[third * values.length + i] / bins[i];
        }
        return values;
    }

    private static double[] byNumber(String name, int planned, long first, SortedMap<Long, Vectors> gathered) {
        double[] values = new double[planned];
        Arrays.fill(values, Double.NaN);
        gathered.forEach((index, figures) -> values[(int) (index - first)] = figures.number(name));
        return values;
    }

    private static Double halfWidth(double mean, double meanSquare, int episodes) {
        return episodes < 2 ? null : QUANTILE * Math.sqrt(Math.max(0, meanSquare - mean * mean) / (episodes - 1));
    }

    /** Why an episode's numbers cannot be used: the first loss that is not a number; null if all are. */
    static String failure(Figures figures) {
        String support = failure("support", figures.supportLoss());
        return support != null ? support : failure("query", figures.queryLoss());
    }

    private static String failure(String set, List<Double> losses) {
        for (int i = 0; i < losses.size(); i++) {
            if (!Double.isFinite(losses.get(i))) {
                return "the %s loss is %s, number %s of %s".formatted(set, losses.get(i), i + 1, losses.size());
            }
        }
        return null;
    }

    static double[] array(List<Double> values) {
        double[] array = new double[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    static double last(List<Double> values) {
        return values.get(values.size() - 1);
    }

    private static double last(double[] values) {
        return values[values.length - 1];
    }
}
