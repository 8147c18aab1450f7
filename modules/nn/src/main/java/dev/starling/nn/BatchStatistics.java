package dev.starling.nn;

import dev.starling.kernel.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Normalizes by the batch's own statistics, with the bits of {@link Normalization#ofBatch()}, and remembers them. Made for one
 * evaluation of a network.
 */
public final class BatchStatistics implements Normalization {
    private final List<Tensor> seen = new ArrayList<>();

    static String mean(String layer) {
        return layer + "/mean";
    }

    static String variance(String layer) {
        return layer + "/variance";
    }

    @Override
    public Tensor apply(String layer, Tensor x, Tensor gamma, Tensor beta) {
        List<Tensor> results = x.batchNormWithStatistics(gamma, beta, EPS);
        double rows = (double) x.size() / gamma.size();
        seen.add(results.get(1));
        seen.add(results.get(2).mul(rows / Math.max(1, rows - 1)));
        return results.get(0);
    }

    /**
     * Means and unbiased variances of the layers that were evaluated, as {@link Network#statistics} lays them out. Where running
     * statistics are wanted, they move by these.
     *
     * @return {@code [statistics().size()]}
     */
    public Tensor flat() {
        return Tensor.concat(0, seen);
    }
}
