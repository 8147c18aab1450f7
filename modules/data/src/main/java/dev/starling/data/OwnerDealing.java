package dev.starling.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Clients draw classes; a sample goes to one of its class's owners. */
final class OwnerDealing {
    private OwnerDealing() {}

    static int[][] deal(int[] labels, int classes, int clients, int classesPerClient, RandomGenerator random) {
        int[] present = Arrays.stream(labels).distinct().sorted().toArray();
        if (classesPerClient > present.length || (long) clients * classesPerClient < present.length) {
            throw new DataException(clients + " clients with " + classesPerClient + " classes each cannot own "
                    + present.length + " classes: choose 1 to " + present.length
                    + " classes a client and enough clients to own all");
        }
        for (int attempt = 0; attempt < Dealing.ATTEMPTS; attempt++) {
            int[][] owned = new int[clients][];
            for (int client = 0; client < clients; client++) {
                owned[client] = Draws.distinct(classesPerClient, present.length, random);
            }
            repair(owned, present.length, random);
            int[][] ids = assign(owned, labels, present, random);
            if (Arrays.stream(ids).allMatch(held -> held.length > 0)) {
                return ids;
            }
        }
        throw new DataException("after " + Dealing.ATTEMPTS + " draws some of " + clients + " clients had no sample of "
                + labels.length + ": lower starling.federated.clients or use more data");
    }

    /** Gives each class without owner to a random client, in place of a class that has another owner too. */
    private static void repair(int[][] owned, int classes, RandomGenerator random) {
        int[] owners = new int[classes];
        for (int[] ofClient : owned) {
            for (int label : ofClient) {
                owners[label]++;
            }
        }
        for (int label = 0; label < classes; label++) {
            while (owners[label] == 0) {
                int[] ofClient = owned[random.nextInt(owned.length)];
                int slot = random.nextInt(ofClient.length);
                if (owners[ofClient[slot]] > 1) {
                    owners[ofClient[slot]]--;
                    ofClient[slot] = label;
                    owners[label]++;
                }
            }
        }
    }

    private static int[][] assign(int[][] owned, int[] labels, int[] present, RandomGenerator random) {
        int[][] owners = new int[present.length][];
        for (int label = 0; label < owners.length; label++) {
            int wanted = label;
            owners[label] = IntStream.range(0, owned.length)
                    .filter(client -> Arrays.stream(owned[client]).anyMatch(held -> held == wanted))
                    .toArray();
        }
        int[] receiver = new int[labels.length];
        int[] sizes = new int[owned.length];
        for (int i = 0; i < labels.length; i++) {
            int[] candidates = owners[Arrays.binarySearch(present, labels[i])];
            receiver[i] = candidates[random.nextInt(candidates.length)];
            sizes[receiver[i]]++;
        }
        int[][] ids = new int[owned.length][];
        Arrays.setAll(ids, client -> new int[sizes[client]]);
        int[] filled = new int[owned.length];
        for (int i = 0; i < labels.length; i++) {
            ids[receiver[i]][filled[receiver[i]]++] = i;
        }
        return ids;
    }
}
