package dev.starling.episodes.covariance;

import dev.starling.kernel.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Gaussians of classes whose covariances are {@code diag(variances) + factors' factors}, never written out. The inverse is
 * {@code diag(1 / variances) - directions' directions}, of which Sherman and Morrison's rule gives one direction for each factor: with
 * {@code p = inverse phi} and {@code c = 1 + phi' p} by what came before, the next is {@code p / sqrt(c)}, and the determinant grows
 * by c. These are the rows of {@code L^-1 factors diag(1 / variances)} with the Cholesky factor L of Woodbury's
 * {@code I + factors diag(1 / variances) factors'}.
 *
 * @param precisions inverses of the diagonals, {@code [classes, features]}
 * @param directions {@code [classes, rank, features]}; null for rank 0
 * @param logDeterminants {@code [classes]}
 */
record LowRank(Tensor precisions, Tensor directions, Tensor logDeterminants) {

    /**
     * Of covariances.
     *
     * @param variances {@code [classes, features]}, above 0
     * @param factors {@code [classes, rank, features]}, or null for rank 0
     */
    static LowRank of(Tensor variances, Tensor factors) {
        Tensor precisions = variances.scope().ones(variances.dtype(), 1).div(variances);
        Tensor logDeterminants = variances.log().sum(1);
        if (factors == null) {
            return new LowRank(precisions, null, logDeterminants);
        }
        int classes = variances.dim(0);
        int features = variances.dim(1);
        Tensor diagonal = precisions.reshape(classes, 1, features);
        List<Tensor> found = new ArrayList<>();
        for (Tensor phi : rows(factors)) {
            Tensor p = phi.mul(diagonal);
            if (!found.isEmpty()) {
                Tensor before = found.size() == 1 ? found.get(0) : Tensor.concat(1, found);
                p = p.sub(phi.matmulTransposed(before).matmul(before));
            }
            Tensor c = phi.mul(p).sum(2).add(1);
            logDeterminants = logDeterminants.add(c.log().reshape(classes));
            found.add(p.div(c.sqrt().reshape(classes, 1, 1)));
        }
        return new LowRank(precisions, Tensor.concat(1, found), logDeterminants);
    }

    /** {@code [classes, 1, features]} of each factor. */
    private static List<Tensor> rows(Tensor factors) {
        int[] lengths = new int[factors.dim(1)];
        java.util.Arrays.fill(lengths, 1);
        return factors.split(1, lengths);
    }

    /**
     * Squared Mahalanobis distances.
     *
     * @param offsets of queries from the classes' means, {@code [classes, queries, features]}
     * @return {@code [classes, queries]}
     */
    Tensor distances(Tensor offsets) {
        Tensor straight = offsets.square()
                .mul(precisions.reshape(precisions.dim(0), 1, precisions.dim(1)))
                .sum(2);
        return directions == null
                ? straight
                : straight.sub(offsets.matmulTransposed(directions).square().sum(2));
    }
}
