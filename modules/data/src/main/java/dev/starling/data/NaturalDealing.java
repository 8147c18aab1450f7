package dev.starling.data;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** One client a key. */
final class NaturalDealing {
    private NaturalDealing() {}

    /** Keys with enough samples, ascending. */
    static int[] eligible(int[] keys, int minSamples) {
        return counts(keys).entrySet().stream()
                .filter(entry -> entry.getValue() >= minSamples)
                .mapToInt(Map.Entry::getKey)
                .toArray();
    }

    static int[][] deal(int[] keys, int minSamples, int samples, int clients, RandomGenerator random) {
        if (keys.length != samples) {
            throw new DataException("there are " + keys.length + " keys for " + samples
                    + " samples: a natural partition needs the key of every sample, in order");
        }
        int[] eligible = eligible(keys, minSamples);
        if (clients > eligible.length) {
            throw new DataException("there are " + eligible.length + " keys with at least " + minSamples
                    + " samples but " + clients + " clients: lower starling.federated.clients or the least size");
        }
        int[] chosen = clients == eligible.length
                ? eligible
                : Arrays.stream(Draws.distinct(clients, eligible.length, random))
                        .map(i -> eligible[i])
                        .sorted()
                        .toArray();
        Map<Integer, Integer> counts = counts(keys);
        int[][] ids = new int[clients][];
        Arrays.setAll(ids, client -> new int[counts.get(chosen[client])]);
        int[] filled = new int[clients];
        for (int i = 0; i < keys.length; i++) {
            int client = Arrays.binarySearch(chosen, keys[i]);
            if (client >= 0) {
                ids[client][filled[client]++] = i;
            }
        }
        return ids;
    }

    private static Map<Integer, Integer> counts(int[] keys) {
        Map<Integer, Integer> counts = new TreeMap<>();
        for (int key : keys) {
            counts.merge(key, 1, Integer::sum);
        }
        return counts;
    }
}
