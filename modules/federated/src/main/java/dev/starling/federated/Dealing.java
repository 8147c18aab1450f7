package dev.starling.federated;

import dev.starling.data.DataSet;
import dev.starling.data.Partitioner;
import dev.starling.engine.InputException;
import dev.starling.engine.Settings;
import java.io.Serializable;

/**
 * How training examples are dealt to clients: the settings of a {@link Partitioner}.
 *
 * @param method the rule
 * @param classesPerClient classes or shards a client
 * @param distinctClasses whether a client's shards are of different classes
 * @param alpha Dirichlet concentration
 * @param axis what a Dirichlet draw is over
 * @param beta concentration of sizes
 * @param minSamples least examples a client
 * @param iidShare part of the examples that is dealt at random before the rule deals the rest
 * @param featureNoise variance of the noise that the last client's inputs get
 * @param holdout part of a client's examples that it does not train on
 * @param examplesPerClient examples of each client where clients are made when needed
 */
record Dealing(
        Method method,
        int classesPerClient,
        boolean distinctClasses,
        double alpha,
        Partitioner.Dirichlet.Axis axis,
        double beta,
        int minSamples,
        double iidShare,
        double featureNoise,
        double holdout,
        int examplesPerClient)
        implements Serializable {

    /** The rules; see {@link Partitioner}. */
    enum Method {
        IID,
        NATURAL,
        OWNER_DRAW,
        SHARDS,
        DIRICHLET,
        QUANTITY_SKEW,
        /** Nothing is dealt: see {@link GeneratedPopulation}. */
        GENERATED
    }

    static Dealing read(Settings settings) {
        double greatest = 0.999999;
        return new Dealing(
                settings.oneOf("method", Method.class),
                settings.count("classes-per-client"),
                settings.flag("distinct-classes"),
                settings.number("alpha", 1e-12, 1e9),
                settings.oneOf("axis", Partitioner.Dirichlet.Axis.class),
                settings.number("beta", 1e-12, 1e9),
                settings.integer("min-samples", 0, Integer.MAX_VALUE),
                settings.number("iid-share", 0, greatest),
                settings.number("feature-noise", 0, 1e9),
                settings.number("holdout", 0, greatest),
                settings.count("examples-per-client"));
    }

    /** Whether clients are made when they are needed, rather than dealt to. */
    boolean made() {
        return method == Method.GENERATED;
    }

    /** The rule, for a data set whose natural clients it may need. */
    Partitioner partitioner(DataSet set) {
        Partitioner rule = rule(set);
        if (iidShare > 0) {
            rule = new Partitioner.Mixed(new Partitioner.Iid(), iidShare, rule);
        }
        return featureNoise > 0 ? new Partitioner.FeatureNoise(rule, featureNoise) : rule;
    }

    private Partitioner rule(DataSet set) {
        return switch (method) {
            case IID -> new Partitioner.Iid();
            case NATURAL -> new Partitioner.Natural(requireKeys(set), Math.max(1, minSamples));
            case OWNER_DRAW -> new Partitioner.OwnerDraw(classesPerClient);
            case SHARDS ->
                new Partitioner.Shards(
                        classesPerClient,
                        distinctClasses ? Partitioner.Shards.Rule.DISTINCT_CLASSES : Partitioner.Shards.Rule.ANY);
            case DIRICHLET -> new Partitioner.Dirichlet(alpha, axis, minSamples);
            case QUANTITY_SKEW -> new Partitioner.QuantitySkew(beta, minSamples);
            case GENERATED -> throw new IllegalStateException("clients that are made are not dealt to");
        };
    }

    private static int[] requireKeys(DataSet set) {
        if (!set.hasKeys()) {
            throw new InputException(
                    ("starling.federated.partition.method is natural but data set %s does not say whose its"
                                    + " examples are: choose another method, or qmnist, shakespeare or synthetic-ab")
                            .formatted(set.name()));
        }
        return set.trainKeys();
    }
}
