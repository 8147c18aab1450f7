package dev.starling.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A rule that deals labelled samples to clients. Each case says its source, what sizes it makes and what it needs. The
 * same generator state gives the same partition; every sample is dealt exactly once unless the case says otherwise.
 */
public sealed interface Partitioner
        permits Partitioner.Iid,
                Partitioner.Natural,
                Partitioner.OwnerDraw,
                Partitioner.Shards,
                Partitioner.Dirichlet,
                Partitioner.QuantitySkew,
                Partitioner.FeatureNoise,
                Partitioner.Mixed {

    /**
     * Deals samples 0 .. labels.length - 1.
     *
     * @param labels the class of each sample, 0 .. classes - 1
     * @param clients how many clients to deal to, at least 1
     * @param random the only source of chance
     * @throws DataException if the samples cannot be dealt as the rule says
     */
    Partition partition(int[] labels, int classes, int clients, RandomGenerator random);

    /** Sizes that differ by one at most, samples at random. */
    record Iid() implements Partitioner {
        @Override
        public Partition partition(int[] labels, int classes, int clients, RandomGenerator random) {
            Dealing.require(labels, classes, clients, 1);
            int[][] ids = Dealing.cutEqually(Draws.permutation(labels.length, random), clients);
            return new Partition(toString(), labels.length, ids);
        }
    }

    /**
     * One client a key (writer, role, user); clients are in ascending order of their keys. Asked for fewer clients than
     * there are eligible keys, it takes a random choice of keys and leaves the samples of the others out.
     *
     * @param keys the key of each sample; copied
     * @param minSamples keys with fewer samples are not eligible
     */
    record Natural(int[] keys, int minSamples) implements Partitioner {
        public Natural {
            keys = keys.clone();
            Dealing.atLeast("minSamples", minSamples, 1);
        }

        /** Every key that has a sample is eligible. */
        public Natural(int[] keys) {
            this(keys, 1);
        }

        /** How many keys are eligible: what {@code clients} may be at most. */
        public int eligible() {
            return NaturalDealing.eligible(keys, minSamples).length;
        }

        @Override
        public int[] keys() {
            return keys.clone();
        }

        @Override
        public Partition partition(int[] labels, int classes, int clients, RandomGenerator random) {
            Dealing.require(labels, classes, clients, 1);
            return new Partition(
                    toString(), labels.length, NaturalDealing.deal(keys, minSamples, labels.length, clients, random));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Natural that && minSamples == that.minSamples && Arrays.equals(keys, that.keys);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(keys) + minSamples;
        }

        @Override
        public String toString() {
            return "Natural[minSamples=" + minSamples + "]";
        }
    }

    /**
     * Each client draws distinct classes uniformly; draws are repaired until every class that occurs is owned; each
     * sample goes to a uniformly random owner of its class, so sizes differ. The partition that FedMix's CIFAR
     * experiments use (Yoon et al. 2021).
     *
     * @param classesPerClient how many classes each client owns
     */
    record OwnerDraw(int classesPerClient) implements Partitioner {
        public OwnerDraw {
            Dealing.atLeast("classesPerClient", classesPerClient, 1);
        }

        @Override
        public Partition partition(int[] labels, int classes, int clients, RandomGenerator random) {
            Dealing.require(labels, classes, clients, 1);
            return new Partition(
                    toString(), labels.length, OwnerDealing.deal(labels, classes, clients, classesPerClient, random));
        }
    }

    /**
     * Samples sorted by label (in random order within a label) and cut into {@code clients * classesPerClient} shards
     * whose sizes differ by one at most; each client is dealt {@code classesPerClient} of them (McMahan et al. 2017).
     *
     * @param classesPerClient shards a client gets
     * @param rule whether a client may get two shards of one class
     */
    record Shards(int classesPerClient, Rule rule) implements Partitioner {
        /** Which shards may go together. */
        public enum Rule {
            /** Any, as in the FedAvg paper: a client may end up with one class only. */
            ANY,
            /** Shards are swapped until no client holds two that start with the same class. */
            DISTINCT_CLASSES
        }

        public Shards {
            Dealing.atLeast("classesPerClient", classesPerClient, 1);
        }

        @Override
        public Partition partition(int[] labels, int classes, int clients, RandomGenerator random) {
            Dealing.require(labels, classes, clients, classesPerClient);
            int[][] ids = ShardDealing.deal(labels, classes, clients, classesPerClient, rule, random);
            return new Partition(toString(), labels.length, ids);
        }
    }

    /**
     * Label skew by Dirichlet draws. The two axes differ by a large factor at the same alpha, so the method's name in the
     * partition says which one it was.
     *
     * @param alpha concentration, above 0; smaller is more skewed
     * @param axis whether a draw is over clients or over classes
     * @param minSamples with {@link Axis#PER_CLASS}: all is drawn again until every client has as many
     */
    record Dirichlet(double alpha, Axis axis, int minSamples) implements Partitioner {
        /** What one draw is over. */
        public enum Axis {
            /**
             * For each class, shares over clients from Dir(alpha, .., alpha); a client that holds its equal share of all
             * samples already gets none of further classes (NIID-Bench, Li et al. 2022). Sizes differ.
             */
            PER_CLASS,
            /**
             * For each client, shares over classes from Dir(alpha * prior), prior being the class frequencies, so that
             * alpha is the total concentration; clients of equal size are then filled sample by sample, and a class that
             * runs out is left out of the shares (Hsu et al. 2019). With a uniform prior, alpha is {@code classes} times
             * the concentration of one component.
             */
            PER_CLIENT
        }

        public Dirichlet {
            Dealing.positive("alpha", alpha);
            Dealing.atLeast("minSamples", minSamples, 0);
        }

        /** With NIID-Bench's least size of 10 samples a client. */
        public Dirichlet(double alpha, Axis axis) {
            this(alpha, axis, 10);
        }

        @Override
        public Partition partition(int[] labels, int classes, int clients, RandomGenerator random) {
            Dealing.require(labels, classes, clients, axis == Axis.PER_CLASS ? Math.max(1, minSamples) : 1);
            int[][] ids = switch (axis) {
                case PER_CLASS -> DirichletDealing.perClass(labels, classes, clients, alpha, minSamples, random);
                case PER_CLIENT -> DirichletDealing.perClient(labels, classes, clients, alpha, random);
            };
            return new Partition(toString(), labels.length, ids);
        }
    }

    /**
     * Sizes from Dir(beta, .., beta), labels alike everywhere (NIID-Bench). Sizes are drawn again until every client has
     * {@code minSamples}.
     *
     * @param beta concentration, above 0; smaller is more skewed
     * @param minSamples least size
     */
    record QuantitySkew(double beta, int minSamples) implements Partitioner {
        public QuantitySkew {
            Dealing.positive("beta", beta);
            Dealing.atLeast("minSamples", minSamples, 0);
        }

        /** With a least size of 10 samples a client. */
        public QuantitySkew(double beta) {
            this(beta, 10);
        }

        @Override
        public Partition partition(int[] labels, int classes, int clients, RandomGenerator random) {
            Dealing.require(labels, classes, clients, Math.max(1, minSamples));
            int[] sizes = DirichletDealing.sizes(labels.length, clients, beta, minSamples, random);
            int[][] ids = Dealing.cut(Draws.permutation(labels.length, random), sizes);
            return new Partition(toString(), labels.length, ids);
        }
    }

    /**
     * Deals as another rule does; clients then see their inputs through noise that grows with their index:
     * {@link #apply} adds N(0, sigma * (client + 1) / clients), where the second number is the variance in
     * units of divided inputs (pixels in 0..1), as NIID-Bench's paper writes it.
     *
     * @param labels the rule that deals samples
     * @param sigma noise variance of the last client, at least 0
     */
    record FeatureNoise(Partitioner labels, double sigma) implements Partitioner {
        public FeatureNoise {
            if (!(sigma >= 0) || Double.isInfinite(sigma)) {
                throw new IllegalArgumentException("sigma is " + sigma + ": it must be a number of at least 0");
            }
        }

        @Override
        public Partition partition(int[] sampleLabels, int classes, int clients, RandomGenerator random) {
            Partition dealt = labels.partition(sampleLabels, classes, clients, random);
            return new Partition(toString(), dealt.population(), dealt.sampleIds());
        }

        /** A client's examples with its noise, as float32. Not for windows of text. */
        public Examples apply(Examples shard, int client, int clients, RandomGenerator random) {
            return Noise.add(shard, StrictMath.sqrt(sigma * (client + 1) / clients), random);
        }
    }

    /**
     * A random share of the samples is dealt by one rule and the rest by another; a client holds both parts. With
     * {@link Iid} and {@link Shards} this is the "similarity" of SCAFFOLD's experiments (Karimireddy et al. 2020). Other
     * compositions: {@link FeatureNoise} over any rule.
     *
     * @param first rule for the share
     * @param share part of the samples that the first rule deals, between 0 and 1
     * @param second rule for the others
     */
    record Mixed(Partitioner first, double share, Partitioner second) implements Partitioner {
        public Mixed {
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException("share is " + share + ": it lies between 0 and 1");
            }
        }

        @Override
        public Partition partition(int[] labels, int classes, int clients, RandomGenerator random) {
            Dealing.require(labels, classes, clients, 1);
            int[] order = Draws.permutation(labels.length, random);
            int cut = (int) Math.rint(share * order.length);
            int[][] one = Dealing.dealPart(first, Arrays.copyOf(order, cut), labels, classes, clients, random);
            int[][] other = Dealing.dealPart(
                    second, Arrays.copyOfRange(order, cut, order.length), labels, classes, clients, random);
            return new Partition(toString(), labels.length, Dealing.join(one, other));
        }
    }
}
