package dev.starling.federated;

import dev.starling.kernel.Tensor;
import dev.starling.nn.Objective;
import java.io.Serializable;

/**
 * What a client's step minimizes, given its batch and what it is mixed with (Yoon et al. 2021). All of them are a mean
 * cross-entropy at some inputs and soft labels; FedMix adds a Taylor term. lambda is the weight of what is foreign.
 */
sealed interface Loss extends Serializable {

    /** Where the other half of a mixture comes from. */
    enum Foreign {
        /** Nothing is mixed. */
        NONE,
        /** An example of the client itself. */
        OWN,
        /** A mean of the bank. */
        MEANS,
        /** An example of anybody: a bank of groups of one, which gives up privacy. */
        RAW;

        /** Whether clients send something to a bank before training. */
        boolean isBank() {
            return this == MEANS || this == RAW;
        }
    }

    /** What this loss needs besides a batch. */
    Foreign foreign();

    /**
     * The objective of one step.
     *
     * @param batch the client's own examples; may be overwritten, and holds the objective's tensors
     * @param other what they are mixed with: one row for all, or one for each; null if {@link #foreign} is NONE
     */
    Objective objective(Batch batch, Batch other);

    /** CE(f(x), y). */
    record Plain() implements Loss {
        @Override
        public Foreign foreign() {
            return Foreign.NONE;
        }

        @Override
        public Objective objective(Batch batch, Batch other) {
            return Objective.crossEntropy(batch.inputs(), batch.labels());
        }
    }

    /**
     * CE(f(u), (1 - l) y + l y') at u = (1 - l) x + l x'. With an own example this is LocalMix, with a mean NaiveMix
     * (cross-entropy is linear in the label), with anybody's example GlobalMix.
     */
    record Mixup(double lambda, Foreign foreign) implements Loss {
        @Override
        public Objective objective(Batch batch, Batch other) {
            batch.mixInputs(1 - lambda, lambda, other);
            batch.mixLabels(1 - lambda, lambda, other);
            return Objective.crossEntropy(batch.inputs(), batch.labels());
        }
    }

    /**
     * CE(f(s), (1 - l) y + l ybar) + coefficient mean_i &lt;grad_s CE(f(s_i), y_i), xbar&gt; at s = (1 - l) x: the first-order
     * expansion of GlobalMix around s, averaged over a group. The mean's input never enters the network.
     *
     * @param lambda weight of the mean, in [0, 1)
     * @param coefficient weight of the Taylor term before scaling
     * @param scale multiplies it; 0 leaves scaled inputs and soft labels alone
     * @param normalization how the term is averaged over the batch
     */
    record FedMix(double lambda, Coefficient coefficient, double scale, Normalization normalization) implements Loss {
        @Override
        public Foreign foreign() {
            return Foreign.MEANS;
        }

        @Override
        public Objective objective(Batch batch, Batch other) {
            Tensor labels = batch.labels();
            batch.scaleInputs(1 - lambda);
            batch.mixLabels(1 - lambda, lambda, other);
            return Objective.crossEntropy(batch.inputs(), batch.targets())
                    .with(new Objective.Taylor(weight(batch.rows()), other.inputs(), labels));
        }

        /** What the mean inner product of a batch of so many rows is multiplied by. */
        double weight(int rows) {
            double first = coefficient == Coefficient.LAMBDA ? lambda : lambda * (1 - lambda);
            return scale * first / (normalization == Normalization.LEGACY_DOUBLE_MEAN ? rows : 1);
        }
    }

    /** The two readings of the paper; they differ by lambda squared. */
    enum Coefficient {
        LAMBDA,
        LAMBDA_ONE_MINUS_LAMBDA
    }

    /** How inner products are averaged. */
    enum Normalization {
        /** Their mean over the batch, as the paper says. */
        PER_SAMPLE_MEAN,
        /** Divided by the batch size once more, as public re-implementations do by oversight. */
        LEGACY_DOUBLE_MEAN
    }
}
