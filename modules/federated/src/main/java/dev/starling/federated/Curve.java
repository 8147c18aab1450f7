package dev.starling.federated;

import dev.starling.engine.Vectors;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The evaluations of a trial so far. They ride in the round's state, so that they survive a resume with it. */
final class Curve {
    private static final String ACCURACY = "curve.accuracy";
    private static final String LOSS = "curve.loss";

    /** Evaluations that the figures about a trial's end are made of. */
    private static final int LAST = 10;

    private Curve() {}

    static Vectors begin(Vectors state) {
        return state.with(ACCURACY, new double[0]).with(LOSS, new double[0]);
    }

    static Vectors append(Vectors state, double accuracy, double loss) {
        return state.with(ACCURACY, append(state.doubles(ACCURACY), accuracy))
                .with(LOSS, append(state.doubles(LOSS), loss));
    }

    private static double[] append(double[] values, double value) {
        double[] longer = Arrays.copyOf(values, values.length + 1);
        longer[values.length] = value;
        return longer;
    }

    /**
     * The final figures: {@code accuracy.final, .best, .last10} (the mean of the last 10 evaluations),
     * {@code accuracy.roundSd} (their sample standard deviation) and {@code loss.final}. What is not a number is left out.
     */
    static Map<String, Double> metrics(Vectors state) {
        double[] accuracy = state.doubles(ACCURACY);
        double[] loss = state.doubles(LOSS);
        double[] last = Arrays.copyOfRange(accuracy, Math.max(0, accuracy.length - LAST), accuracy.length);
        double mean = Arrays.stream(last).average().orElse(Double.NaN);
        double squares = Arrays.stream(last).map(a -> (a - mean) * (a - mean)).sum();
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("accuracy.final", last[last.length - 1]);
        metrics.put("accuracy.best", Arrays.stream(accuracy).max().orElse(Double.NaN));
        metrics.put("accuracy.last10", mean);
        metrics.put("accuracy.roundSd", Math.sqrt(squares / (last.length - 1)));
        metrics.put("loss.final", loss[loss.length - 1]);
        metrics.values().removeIf(value -> !Double.isFinite(value));
        return metrics;
    }
}
