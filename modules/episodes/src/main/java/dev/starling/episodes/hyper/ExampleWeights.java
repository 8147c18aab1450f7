package dev.starling.episodes.hyper;

import dev.starling.episodes.Episode;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.stream.IntStream;

/** Adds up how much examples with the right label and with a wrong one count. */
final class ExampleWeights {
    /** Examples that are weighed at once. */
    private static final int SLICE = 1000;

    private final double[] sums = new double[2];
    private final int[] counts = new int[2];

    /**
     * Of all support examples of an episode.
     *
     * @param truth the labels that they should have; empty where numbers are predicted
     */
    static ExampleWeightRow of(
            Weighted model,
            Scope scope,
            Calculus calculus,
            double[] weights,
            InnerTask task,
            Episode episode,
            int[] truth) {
        ExampleWeights all = new ExampleWeights();
        int[] labels = episode.support().labels();
        int count = episode.support().count();
        for (int from = 0; from < count; from += SLICE) {
            int[] examples =
                    IntStream.range(from, Math.min(count, from + SLICE)).toArray();
            Tensor w = Calculus.tensor(scope, calculus.dtype(), weights);
            float[] slice = model.exampleWeights(w, calculus.hyperparameters(), task.batch(examples))
                    .toFloats();
            for (int i = 0; i < slice.length; i++) {
                all.add(slice[i], truth.length == 0 || labels[from + i] == truth[from + i] ? 0 : 1);
            }
        }
        return new ExampleWeightRow(null, 0, 0, all.counts[0], all.mean(0), all.counts[1], all.mean(1));
    }

    private void add(double weight, int kind) {
        sums[kind] += weight;
        counts[kind]++;
    }

    private Double mean(int kind) {
        return counts[kind] == 0 ? null : (Double) (sums[kind] / counts[kind]);
    }
}
