package dev.starling.data;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Chooses the clients of a round. A cohort is a function of the generator alone; pass one that is made for this round
 * (trial seed, "sample", round), never a shared one, so that a resumed run draws the same cohorts.
 */
public sealed interface CohortSampler
        permits CohortSampler.Uniform,
                CohortSampler.OverSelected,
                CohortSampler.Weighted,
                CohortSampler.Poisson,
                CohortSampler.FixedSchedule {

    /**
     * The clients of a round, ascending, none twice.
     *
     * @param clients how many clients are registered
     * @param round the round's number, from 0
     * @throws IllegalArgumentException if the cohort is larger than the number of clients
     */
    int[] sample(int clients, int round, RandomGenerator random);

    /**
     * So many of all clients, without replacement, all sets alike. Memory and time grow with the cohort only.
     *
     * @param cohort clients a round
     */
    record Uniform(int cohort) implements CohortSampler {
        public Uniform {
            Dealing.atLeast("cohort-size", cohort, 1);
        }

        @Override
        public int[] sample(int clients, int round, RandomGenerator random) {
            return Cohorts.uniform(cohort, clients, random);
        }
    }

    /**
     * Asks more clients than needed, uniformly: {@code ceil(factor * cohort)} of them, or all if there are fewer. The
     * first {@code cohort} to report count; who they are is decided elsewhere.
     *
     * @param cohort reports that are needed
     * @param factor at least 1; 1.3 is usual (Bonawitz et al. 2019)
     */
    record OverSelected(int cohort, double factor) implements CohortSampler {
        public OverSelected {
            Dealing.atLeast("cohort-size", cohort, 1);
            if (!(factor >= 1) || Double.isInfinite(factor)) {
                throw new IllegalArgumentException("over-selection factor is " + factor + ": it must be at least 1");
            }
        }

        /** With a factor of 1.3. */
        public OverSelected(int cohort) {
            this(cohort, 1.3);
        }

        /** How many clients are asked if there are enough: {@code ceil(factor * cohort)}. */
        public int asked() {
            // 1.1 * 10 is a little more than 11 in double; that is not a reason to ask a twelfth.
            return Math.toIntExact((long) Math.ceil(factor * cohort - 1e-9 * cohort));
        }

        @Override
        public int[] sample(int clients, int round, RandomGenerator random) {
            Cohorts.requireEnough(cohort, clients);
            return Cohorts.uniform(Math.min(asked(), clients), clients, random);
        }
    }

    /**
     * So many distinct clients with probability proportional to their weights (systematic sampling of a random order,
     * Madow 1949): a client is in the cohort with probability {@code cohort * weight / sum}. Average such a cohort
     * uniformly, not by size, to stay unbiased. A client whose probability would exceed 1 is always in.
     *
     * @param cohort clients a round
     * @param weights the weight of each client, usually its number of samples; at least 0; copied
     */
    record Weighted(int cohort, long[] weights) implements CohortSampler {
        public Weighted {
            Dealing.atLeast("cohort-size", cohort, 1);
            weights = weights.clone();
            if (Arrays.stream(weights).anyMatch(weight -> weight < 0)) {
                throw new IllegalArgumentException("a client has a weight below 0: weights are numbers of samples");
            }
        }

        @Override
        public long[] weights() {
            return weights.clone();
        }

        @Override
        public int[] sample(int clients, int round, RandomGenerator random) {
            if (clients != weights.length) {
                throw new IllegalArgumentException(
                        "there are " + clients + " clients but " + weights.length + " weights: give one a client");
            }
            return Cohorts.weighted(cohort, weights, random);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Weighted that && cohort == that.cohort && Arrays.equals(weights, that.weights);
        }

        @Override
        public int hashCode() {
            return 31 * cohort + Arrays.hashCode(weights);
        }

        @Override
        public String toString() {
            return "Weighted[cohort=" + cohort + ", clients=" + weights.length + "]";
        }
    }

    /**
     * Every client on its own with the same probability, as the accounting of differential privacy needs it. Sizes vary;
     * an empty cohort is a round in which nothing happens. Time grows with the cohort only.
     *
     * @param rate probability of each client, above 0 and at most 1
     */
    record Poisson(double rate) implements CohortSampler {
        public Poisson {
            if (!(rate > 0 && rate <= 1)) {
                throw new IllegalArgumentException("rate is " + rate + ": it lies above 0 and is at most 1");
            }
        }

        @Override
        public int[] sample(int clients, int round, RandomGenerator random) {
            return Cohorts.poisson(rate, clients, random);
        }
    }

    /**
     * Cohorts that are given; after the last one the first comes again.
     *
     * @param cohorts client indices of each round; at least one round
     */
    record FixedSchedule(List<List<Integer>> cohorts) implements CohortSampler {
        public FixedSchedule {
            cohorts = cohorts.stream().map(List::copyOf).toList();
            if (cohorts.isEmpty()) {
                throw new IllegalArgumentException("the schedule is empty: give the cohort of at least one round");
            }
        }

        @Override
        public int[] sample(int clients, int round, RandomGenerator random) {
            return Cohorts.scheduled(cohorts.get(Math.floorMod(round, cohorts.size())), clients);
        }
    }
}
