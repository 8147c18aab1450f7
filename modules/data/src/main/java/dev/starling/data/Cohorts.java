package dev.starling.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The draws behind {@link CohortSampler}. */
final class Cohorts {
    private Cohorts() {}

    static void requireEnough(int cohort, int clients) {
        if (cohort > clients) {
            throw new IllegalArgumentException("cohort-size is " + cohort + " but there are " + clients
                    + " clients: lower it or raise starling.federated.clients");
        }
    }

    /** Partial Fisher-Yates over 0 .. clients-1 of which only the moved places are kept. */
    static int[] uniform(int cohort, int clients, RandomGenerator random) {
        requireEnough(cohort, clients);
        Map<Integer, Integer> moved = new HashMap<>(2 * cohort);
        int[] chosen = new int[cohort];
        for (int i = 0; i < cohort; i++) {
            int j = i + random.nextInt(clients - i);
            chosen[i] = moved.getOrDefault(j, j);
            moved.put(j, moved.getOrDefault(i, i));
        }
        Arrays.sort(chosen);
        return chosen;
    }

    static int[] weighted(int cohort, long[] weights, RandomGenerator random) {
        int[] candidates = Draws.permutation(weights.length, random);
        candidates = Arrays.stream(candidates).filter(k -> weights[k] > 0).toArray();
        requireEnough(cohort, candidates.length);
        boolean[] certain = new boolean[weights.length];
        int left = cohort;
        long sum = Arrays.stream(weights).reduce(0, Math::addExact);
        // Taking one with certainty raises the others' probabilities, so look again until none is above 1.
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int k : candidates) {
                if (!certain[k] && left > 0 && (double) left * weights[k] >= sum) {
                    certain[k] = true;
                    left--;
                    sum -= weights[k];
                    changed = true;
                }
            }
        }
        int[] chosen = new int[cohort];
        int at = 0;
        // Points at equal steps from a random start; whoever's stretch of the cumulated weights holds one is chosen.
        double step = left == 0 ? 0 : (double) sum / left;
        double start = random.nextDouble() * step;
        int taken = 0;
        long cumulated = 0;
        for (int k : candidates) {
            if (certain[k]) {
                chosen[at++] = k;
                continue;
            }
            cumulated += weights[k];
            // Rounding must not push the last point to the very end, where nobody's stretch would hold it.
            if (taken < left && cumulated > Math.min(start + taken * step, sum - 0.5)) {
                chosen[at++] = k;
                taken++;
            }
        }
        Arrays.sort(chosen);
        return chosen;
    }

    static int[] poisson(double rate, int clients, RandomGenerator random) {
        int[] chosen = new int[16];
        int count = 0;
        double log = StrictMath.log1p(-rate);
        // Gaps between chosen clients are geometric; at rate 1 the logarithm is -infinity and every gap is 0.
        for (double at = gap(log, random); at < clients; at += 1 + gap(log, random)) {
            if (count == chosen.length) {
                chosen = Arrays.copyOf(chosen, 2 * count);
            }
            chosen[count++] = (int) at;
        }
        return Arrays.copyOf(chosen, count);
    }

    private static double gap(double logOfComplement, RandomGenerator random) {
        return Math.floor(StrictMath.log(1 - random.nextDouble()) / logOfComplement);
    }

    static int[] scheduled(List<Integer> cohort, int clients) {
        int[] chosen = cohort.stream().mapToInt(Integer::intValue).sorted().toArray();
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i] < 0 || chosen[i] >= clients || (i > 0 && chosen[i] == chosen[i - 1])) {
                throw new IllegalArgumentException("the schedule names client " + chosen[i] + " among " + clients
                        + " clients: indices run from 0 to " + (clients - 1) + ", each once a round");
            }
        }
        return chosen;
    }
}
