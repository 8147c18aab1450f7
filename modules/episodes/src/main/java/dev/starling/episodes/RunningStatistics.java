package dev.starling.episodes;

import dev.starling.nn.Layout;
import java.util.Arrays;

/** What batch normalizations of test episodes use: it moves towards the statistics of the training episodes' batches. In plain Java. */
public final class RunningStatistics {
    private RunningStatistics() {}

    /**
     * Means of 0 and variances of 1.
     *
     * @param layout a network's statistics
     */
    public static float[] begin(Layout layout) {
        float[] values = new float[layout.size()];
        for (Layout.Entry entry : layout.entries()) {
            if (entry.name().endsWith("/variance")) {
                Arrays.fill(values, entry.offset(), entry.offset() + entry.size(), 1);
            }
        }
        return values;
    }

    /**
     * Them after an iteration.
     *
     * @param statistics before it, not written to
     * @param batch mean statistics of the meta-batch
     * @param momentum part of the way, in (0, 1]
     */
    public static float[] step(float[] statistics, double[] batch, double momentum) {
        float[] next = statistics.clone();
        for (int i = 0; i < next.length; i++) {
            next[i] = (float) (next[i] + momentum * (batch[i] - next[i]));
        }
        return next;
    }
}
