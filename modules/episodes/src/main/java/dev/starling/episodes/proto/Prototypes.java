package dev.starling.episodes.proto;

import dev.starling.episodes.Samples;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;

/** Classes as the means of their support examples. */
final class Prototypes {
    private Prototypes() {}

    /** Who belongs to whom: {@code [ways, support]}, in each row the inverse of a class's shots at its examples. */
    static Tensor membership(Scope scope, Samples support, int ways) {
        int[] shots = new int[ways];
        for (int label : support.labels()) {
            shots[label]++;
        }
        float[] shares = new float[ways * support.count()];
        for (int i = 0; i < support.count(); i++) {
            int label = support.labels()[i];
            shares[label * support.count() + i] = 1f / shots[label];
        }
        return scope.tensor(shares, ways, support.count());
    }

    /**
     * The negative squared Euclidean distances {@code -|f - c_k|^2} of queries to the classes' means.
     *
     * @param membership {@code [ways, support]}
     * @param support embedded, {@code [support, features]}
     * @param query embedded, {@code [queries, features]}
     * @return {@code [queries, ways]}
     */
    static Tensor logits(Tensor membership, Tensor support, Tensor query) {
        Tensor means = membership.matmul(support);
        Tensor lengths = query.square().sum(1).reshape(query.dim(0), 1);
        return query.matmulTransposed(means).mul(2).sub(means.square().sum(1)).sub(lengths);
    }
}
