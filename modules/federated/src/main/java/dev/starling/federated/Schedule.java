package dev.starling.federated;

import dev.starling.data.CohortSampler;
import dev.starling.engine.Seed;
import dev.starling.engine.Settings;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Who trains when, and when the model is evaluated. The same for all algorithms of an experiment.
 *
 * @param rounds training rounds, T
 * @param clients registered clients, N
 * @param cohortSize clients sampled a round, K
 * @param sampling how they are sampled
 * @param failureProbability of a sampled client to be lost, as part of the experiment
 * @param maxDivergedShare part of a round's clients that may diverge before the trial stops
 * @param evaluateEvery rounds from one evaluation to the next; the last model is always evaluated
 * @param slice test examples a unit
 * @param evaluateClients whether the model is evaluated on every client's own examples too
 * @param divergingClients clients that are made to diverge, to see what a run does about it
 */
record Schedule(
        int rounds,
        int clients,
        int cohortSize,
        Sampling sampling,
        double failureProbability,
        double maxDivergedShare,
        int evaluateEvery,
        int slice,
        boolean evaluateClients,
        List<Integer> divergingClients)
        implements Serializable {

    Schedule {
        divergingClients = List.copyOf(divergingClients);
    }

    /** How a cohort is drawn. */
    enum Sampling {
        /** So many of all, without replacement. */
        UNIFORM,
        /** In proportion to their examples; then all count alike, which keeps the mean unbiased. */
        BY_EXAMPLES,
        /** Each on its own, so that the size varies. */
        POISSON
    }

    static Schedule read(Settings settings) {
        int clients = settings.count("clients");
        int cohortSize = settings.count("cohort-size");
        if (cohortSize > clients) {
            throw settings.invalid(
                    "cohort-size",
                    "there are only %s clients: lower it or raise starling.federated.clients".formatted(clients));
        }
        Settings evaluation = settings.group("evaluation");
        return new Schedule(
                settings.count("rounds"),
                clients,
                cohortSize,
                settings.oneOf("sampling", Sampling.class),
                settings.number("failure-probability", 0, 1),
                settings.number("max-diverged-share", 0, 1),
                evaluation.count("every"),
                evaluation.count("slice"),
                evaluation.flag("clients"),
                settings.integers("diverging-clients"));
    }

    /** The clients of a training round, ascending: a function of seed and round alone. */
    int[] cohort(int round, Population population, Seed seed) {
        CohortSampler sampler = switch (sampling) {
            case UNIFORM -> new CohortSampler.Uniform(cohortSize);
            case BY_EXAMPLES -> new CohortSampler.Weighted(cohortSize, population.sizes());
            case POISSON -> new CohortSampler.Poisson((double) cohortSize / clients);
        };
        return sampler.sample(clients, round, seed.child("sample").child(round).random());
    }

    /** Those of a cohort who have examples and do not fail. */
    int[] present(int[] cohort, int round, Population population, Seed seed) {
        return Arrays.stream(cohort)
                .filter(client -> population.size(client) > 0)
                .filter(client -> failureProbability == 0
                        || seed.child("drop")
                                        .child(round)
                                        .child(client)
                                        .random()
                                        .nextDouble()
                                >= failureProbability)
                .toArray();
    }

    /** Whether the model after so many rounds is evaluated. */
    boolean evaluates(int round) {
        return round % evaluateEvery == 0 || round == rounds;
    }
}
