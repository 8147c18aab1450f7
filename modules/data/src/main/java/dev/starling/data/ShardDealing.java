package dev.starling.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Samples sorted by label, cut into shards, a few shards a client. */
final class ShardDealing {
    private ShardDealing() {}

    static int[][] deal(
            int[] labels,
            int classes,
            int clients,
            int perClient,
            Partitioner.Shards.Rule rule,
            RandomGenerator random) {
        int[] sorted = Dealing.concat(Dealing.byClass(labels, classes, random));
        int[][] shards = Dealing.cutEqually(sorted, Math.multiplyExact(clients, perClient));
        int[] order = Draws.permutation(shards.length, random);
        if (rule == Partitioner.Shards.Rule.DISTINCT_CLASSES) {
            int[] classOf =
                    Arrays.stream(shards).mapToInt(shard -> labels[shard[0]]).toArray();
            separate(order, classOf, perClient, random);
        }
        int[][] ids = new int[clients][];
        for (int client = 0; client < clients; client++) {
            int[][] own = new int[perClient][];
            for (int slot = 0; slot < perClient; slot++) {
                own[slot] = shards[order[client * perClient + slot]];
            }
            ids[client] = Dealing.concat(own);
        }
        return ids;
    }

    /** Swaps a shard that repeats a class with a random other one, where that leaves no repetition in either hand. */
    private static void separate(int[] order, int[] classOf, int perClient, RandomGenerator random) {
        for (long swap = 0; swap < (long) Dealing.ATTEMPTS * order.length; swap++) {
            int repeated = firstRepeated(order, classOf, perClient);
            if (repeated < 0) {
                return;
            }
            int other = random.nextInt(order.length);
            // A random walk may have to make another hand worse before all hands are good, so only this hand counts.
            if (!holds(order, classOf, perClient, repeated / perClient, classOf[order[other]])) {
                int held = order[repeated];
                order[repeated] = order[other];
                order[other] = held;
            }
        }
        throw new DataException("could not deal " + perClient + " shards of distinct classes to each of "
                + order.length / perClient + " clients: use fewer shards a client, or allow any shards");
    }

    private static int firstRepeated(int[] order, int[] classOf, int perClient) {
        for (int i = 0; i < order.length; i++) {
            for (int j = i - i % perClient; j < i; j++) {
                if (classOf[order[i]] == classOf[order[j]]) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static boolean holds(int[] order, int[] classOf, int perClient, int client, int label) {
        for (int i = client * perClient; i < (client + 1) * perClient; i++) {
            if (classOf[order[i]] == label) {
                return true;
            }
        }
        return false;
    }
}
