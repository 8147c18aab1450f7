package dev.starling.episodes.covariance;

import dev.starling.kernel.Tensor;
import dev.starling.nn.Initializer;
import dev.starling.nn.Layout;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Reads a class's covariance from its centered support: two blocks of attention of the set to itself, then attention of learned seeds to
 * the set, one for the diagonal and one for each factor (Set Transformer, Lee et al. 2019, without layer norm and dropout). The
 * pooling block has no residual connection of the seeds: with it, the block ignores the set. Nothing depends on the order of a set.
 *
 * @param features d of the embedding
 * @param width of the blocks; a linear layer leads to it where it is not d
 * @param heads of the attention, dividing the width
 * @param rank of the covariance beside its diagonal, at least 0
 */
record SetEncoder(int features, int width, int heads, int rank) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The least variance. */
    static final double LEAST = 0.1;

    private static final String[] BLOCKS = {"set1", "set2", "pool"};

    SetEncoder {
        if (width % heads != 0) {
            throw new IllegalArgumentException(
                    "a set encoder of width %s has %s heads: their number must divide the width"
                            .formatted(width, heads));
        }
    }

    /** Names and shapes of its parameters, in the order in which it takes them. */
    Layout layout() {
        Layout.Builder layout = Layout.builder();
        if (width != features) {
            layout.add("encoder-input/weight", features, width).add("encoder-input/bias", width);
        }
        layout.add("seeds", 1 + rank, width);
        for (String block : BLOCKS) {
            for (String matrix : List.of("query", "key", "value", "output")) {
                layout.add(block + "-" + matrix + "/weight", width, width);
            }
        }
        layout.add("variance/weight", width, features).add("variance/bias", features);
        if (rank > 0) {
            layout.add("factor/weight", width, features).add("factor/bias", features);
        }
        return layout.build();
    }

    /** Seeds are standard normal, weights uniform as Glorot and Bengio 2010 have it, biases 0. */
    float[] initial(RandomGenerator random) {
        Layout layout = layout();
        float[] flat = new float[layout.size()];
        for (Layout.Entry entry : layout.entries()) {
            int end = entry.offset() + entry.size();
            if (entry.name().equals("seeds")) {
                Initializer.normal(0, 1).fill(flat, entry.offset(), end, 1, 1, random);
            } else if (entry.name().endsWith("/weight")) {
                int[] shape = entry.shape();
                Initializer.glorotUniform().fill(flat, entry.offset(), end, shape[0], shape[1], random);
            }
        }
        return flat;
    }

    /**
     * What it reads of each class.
     *
     * @param parameters entries of {@link #layout()}
     * @param sets centered support embeddings, {@code [classes, shots, features]}
     */
    Factors read(List<Tensor> parameters, Tensor sets) {
        Iterator<Tensor> remaining = parameters.iterator();
        int classes = sets.dim(0);
        Tensor hidden = sets;
        if (width != features) {
            hidden = affine(sets, remaining.next(), remaining.next());
        }
        Tensor seeds = remaining.next();
        hidden = attend(hidden, hidden, remaining, true);
        hidden = attend(hidden, hidden, remaining, true);
        Tensor pooled = attend(
                seeds.reshape(1, 1 + rank, width).broadcastTo(classes, 1 + rank, width), hidden, remaining, false);
        Tensor first = pooled.slice(1, 0, 1);
        Tensor variances = affine(first, remaining.next(), remaining.next())
                .sigmoid()
                .sub(LEAST)
                .relu()
                .add(LEAST)
                .reshape(classes, features);
        if (rank == 0) {
            return new Factors(variances, null);
        }
        return new Factors(variances, affine(pooled.slice(1, 1, 1 + rank), remaining.next(), remaining.next()));
    }

    /**
     * The parts of covariances.
     *
     * @param variances {@code [classes, features]}, in [0.1, 1]
     * @param factors {@code [classes, rank, features]}; null for rank 0
     */
    record Factors(Tensor variances, Tensor factors) {}

    private static Tensor affine(Tensor x, Tensor weight, Tensor bias) {
        return product(x, weight).add(bias);
    }

    /** {@code [classes, n, k] x [k, m]}. */
    private static Tensor product(Tensor x, Tensor weight) {
        return x.reshape(x.dim(0) * x.dim(1), x.dim(2)).matmul(weight).reshape(x.dim(0), x.dim(1), weight.dim(1));
    }

    /** {@code O + relu(O W_o)} of {@code O = [q +] softmax(q k' / sqrt(D / h)) v}, by heads. */
    private Tensor attend(Tensor from, Tensor to, Iterator<Tensor> parameters, boolean residual) {
        Tensor query = product(from, parameters.next());
        Tensor key = byHead(product(to, parameters.next()));
        Tensor value = byHead(product(to, parameters.next()));
        double scale = Math.sqrt((double) heads / width);
        Tensor weights = byHead(query).matmulTransposed(key).mul(scale).softmax();
        Tensor attended = together(weights.matmul(value), from.dim(0));
        Tensor output = residual ? query.add(attended) : attended;
        return output.add(product(output, parameters.next()).relu());
    }

    /** {@code [classes * heads, n, width / heads]}. */
    private Tensor byHead(Tensor x) {
        return x.reshape(x.dim(0), x.dim(1), heads, width / heads)
                .transpose(0, 2, 1, 3)
                .reshape(x.dim(0) * heads, x.dim(1), width / heads);
    }

    private Tensor together(Tensor x, int classes) {
        return x.reshape(classes, heads, x.dim(1), width / heads)
                .transpose(0, 2, 1, 3)
                .reshape(classes, x.dim(1), width);
    }
}
