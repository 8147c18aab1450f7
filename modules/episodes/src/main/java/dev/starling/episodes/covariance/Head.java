package dev.starling.episodes.covariance;

import dev.starling.kernel.Tensor;
import dev.starling.nn.Layout;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** How classes are told apart in the embedding. */
sealed interface Head extends Serializable {

    /** Names and shapes of its own parameters. */
    Layout layout();

    /** Their first values. */
    float[] initial(RandomGenerator random);

    /**
     * What it says of queries.
     *
     * @param parameters entries of {@link #layout()}
     * @param support embedded, {@code [classes, shots, features]}
     * @param query embedded, {@code [queries, features]}
     */
    Scores score(List<Tensor> parameters, Tensor support, Tensor query);

    /**
     * Of queries and classes.
     *
     * @param logits {@code [queries, classes]}
     * @param energies distances to the classes, {@code [queries, classes]}
     * @param variances diagonals of the covariances {@code [classes, features]}; null without
     * @param factors {@code [classes, rank, features]}; null for rank 0
     */
    record Scores(Tensor logits, Tensor energies, Tensor variances, Tensor factors) {

        /** All that there is. */
        List<Tensor> tensors() {
            return variances == null
                    ? List.of(logits, energies)
                    : factors == null
                            ? List.of(logits, energies, variances)
                            : List.of(logits, energies, variances, factors);
        }
    }

    /**
     * {@code -|z - mean|^2} (Snell et al. 2017), of differences as the covariances have them; the method protonet multiplies the square
     * out, which costs less for many classes and rounds otherwise.
     */
    record Prototypes() implements Head {
        private static final long serialVersionUID = 1L;

        @Override
        public Layout layout() {
            return new Layout(List.of());
        }

        @Override
        public float[] initial(RandomGenerator random) {
            return new float[0];
        }

        @Override
        public Scores score(List<Tensor> parameters, Tensor support, Tensor query) {
            Tensor distances = offsets(support, query).square().sum(2).transpose();
            return new Scores(distances.neg(), distances, null, null);
        }
    }

    /** Gaussians of encoded covariances: {@code -1/2 Mahalanobis^2 - 1/2 log det} (Willette et al. 2022, eq. 5). */
    record Encoded(SetEncoder encoder) implements Head {
        private static final long serialVersionUID = 1L;

        @Override
        public Layout layout() {
            return encoder.layout();
        }

        @Override
        public float[] initial(RandomGenerator random) {
            return encoder.initial(random);
        }

        @Override
        public Scores score(List<Tensor> parameters, Tensor support, Tensor query) {
            SetEncoder.Factors read = encoder.read(parameters, centered(support));
            LowRank gaussians = LowRank.of(read.variances(), read.factors());
            Tensor distances = gaussians.distances(offsets(support, query)).transpose();
            Tensor logits = distances.add(gaussians.logDeterminants()).mul(-0.5);
            return new Scores(logits, distances, read.variances(), read.factors());
        }
    }

    /**
     * Gaussians whose covariances are the support's own: a learned diagonal that all classes share, and as factors the centered
     * support embeddings, of a class (Mukhoti et al. 2021) or of all (Liu et al. 2020); {@code -1/2 Mahalanobis^2}.
     *
     * @param features d of the embedding
     * @param pooled whether all classes share their factors
     */
    record Gathered(int features, boolean pooled) implements Head {
        private static final long serialVersionUID = 1L;

        @Override
        public Layout layout() {
            return Layout.builder().add("variance", features).build();
        }

        /** Variances of 1. */
        @Override
        public float[] initial(RandomGenerator random) {
            float[] values = new float[features];
            Arrays.fill(values, (float) StrictMath.log(StrictMath.E - 1));
            return values;
        }

        @Override
        public Scores score(List<Tensor> parameters, Tensor support, Tensor query) {
            int classes = support.dim(0);
            int shots = support.dim(1);
            Tensor variances = parameters.get(0).softplus().reshape(1, features);
            Tensor centered = support.sub(support.meanKeepingDims(1));
            Tensor offsets = offsets(support, query);
            Tensor distances;
            Tensor factors;
            if (pooled) {
                factors = centered.reshape(1, classes * shots, features);
                distances = LowRank.of(variances, factors)
                        .distances(offsets.reshape(1, classes * query.dim(0), features))
                        .reshape(classes, query.dim(0));
            } else {
                factors = centered;
                variances = variances.broadcastTo(classes, features);
                distances = LowRank.of(variances, factors).distances(offsets);
            }
            Tensor byQuery = distances.transpose();
            return new Scores(byQuery.mul(-0.5), byQuery, variances, factors);
        }
    }

    /** Embeddings less their class's mean; single ones as they are, since nothing would be left of them. */
    private static Tensor centered(Tensor support) {
        return support.dim(1) == 1 ? support : support.sub(support.meanKeepingDims(1));
    }

    /** Of queries from the classes' means: {@code [classes, queries, features]}. */
    static Tensor offsets(Tensor support, Tensor query) {
        return query.reshape(1, query.dim(0), query.dim(1)).sub(support.meanKeepingDims(1));
    }
}
