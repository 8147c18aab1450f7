package dev.starling.nn;

import dev.starling.kernel.Tensor;

/**
 * Which means and variances a network's batch normalizations use. Those of the batch make an example's outputs depend on the others
 * of its batch: of all queries at once (transductive), or of the support set and one query. Given ones, such as running statistics,
 * do not. Not thread-safe.
 */
public interface Normalization {
    /** Added to variances. */
    double EPS = 1e-5;

    /**
     * Normalizes, scales and shifts.
     *
     * @param layer the layer's name in its network
     * @param x {@code [..., channels]}
     * @param gamma scale, {@code [channels]}
     * @param beta shift, {@code [channels]}
     * @return of x's shape; derivatives pass through it, and through the batch's statistics where those are used
     */
    Tensor apply(String layer, Tensor x, Tensor gamma, Tensor beta);

    /** By the batch's own mean and biased variance. */
    static Normalization ofBatch() {
        return BatchNormalization.INSTANCE;
    }

    /**
     * By given statistics, through which no derivative passes.
     *
     * @param layout a network's {@link Network#statistics}
     * @param statistics {@code [layout.size()]}, variances at least 0
     */
    static Normalization given(Layout layout, Tensor statistics) {
        return new GivenNormalization(layout.named(statistics));
    }
}
