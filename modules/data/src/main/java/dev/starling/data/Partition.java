package dev.starling.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Which client holds which samples: for every client its sample ids, ascending; no id is held twice. Samples that no
 * client holds are left out on purpose (a natural partition of fewer clients than there are keys).
 *
 * <p>Arrays are copied in and out. {@link #write} keeps a partition as a text file that names its method, and
 * {@link #sha256} names it in a run's record.
 *
 * @param method how it was made, in one line without line breaks, for example {@code Shards[classesPerClient=2, ...]}
 * @param population how many samples there were to deal; ids are 0 .. population - 1
 * @param sampleIds client to sample ids
 */
public record Partition(String method, int population, int[][] sampleIds) {
    public Partition {
        if (method.isBlank() || method.lines().count() != 1) {
            throw new IllegalArgumentException(
                    "method is '" + method + "': say in one line how the partition was made");
        }
        int[][] copy = new int[sampleIds.length][];
        boolean[] held = new boolean[population];
        for (int client = 0; client < copy.length; client++) {
            copy[client] = sampleIds[client].clone();
            Arrays.sort(copy[client]);
            for (int id : copy[client]) {
                if (id < 0 || id >= population || held[id]) {
                    throw new DataException("client " + client + " holds sample " + id + ", which is "
                            + (id < 0 || id >= population ? "not one of " + population : "held already")
                            + ": every sample belongs to one client at most");
                }
                held[id] = true;
            }
        }
        sampleIds = copy;
    }

    /** How many clients there are. */
    public int clients() {
        return sampleIds.length;
    }

    /** How many samples a client holds. */
    public int size(int client) {
        return sampleIds[client].length;
    }

    /** Sizes of all clients, in client order. */
    public int[] sizes() {
        return Arrays.stream(sampleIds).mapToInt(ids -> ids.length).toArray();
    }

    /** How many samples clients hold together; less than the population if some were left out. */
    public int held() {
        return Arrays.stream(sampleIds).mapToInt(ids -> ids.length).sum();
    }

    /** A client's sample ids, ascending; the caller owns the array. */
    public int[] samples(int client) {
        return sampleIds[client].clone();
    }

    /** All clients' sample ids; the caller owns the arrays. */
    @Override
    public int[][] sampleIds() {
        int[][] copy = new int[sampleIds.length][];
        Arrays.setAll(copy, client -> sampleIds[client].clone());
        return copy;
    }

    /** How many samples of each class each client holds, [clients][classes]. */
    public int[][] labelHistogram(int[] labels, int classes) {
        requireLabels(labels);
        int[][] counts = new int[sampleIds.length][classes];
        for (int client = 0; client < counts.length; client++) {
            for (int id : sampleIds[client]) {
                counts[client][labels[id]]++;
            }
        }
        return counts;
    }

    /** SHA-256 of method, population and all ids, in hexadecimal. */
    public String sha256() {
        Digest digest =
                new Digest().add("partition").add(method).add(population).add(sampleIds.length);
        for (int[] ids : sampleIds) {
            digest.add(ids);
        }
        return digest.hex();
    }

    /**
     * Splits every client's samples at random: the first part gets {@code rint(share * size)} of them, and at least one of
     * each part where a client has two or more.
     */
    public Split split(double share, RandomGenerator random) {
        return Split.shuffled(this, share, random);
    }

    /** Splits every client's samples in their order: the first part gets the lower ids (LEAF's split in time). */
    public Split splitInOrder(double share) {
        return Split.inOrder(this, share);
    }

    /** Writes the file that {@link #read} reads; see docs/data.md for the format. An existing file is replaced. */
    public void write(Path file) {
        PartitionFile.write(this, file);
    }

    /** Reads a partition and checks every line and the hash at its end. */
    public static Partition read(Path file) {
        return PartitionFile.read(file);
    }

    /** Writes one CSV line a client: {@code client,size,label_0,..}, for people and spreadsheets. */
    public void writeLabelHistogram(Path file, int[] labels, int classes) {
        PartitionFile.writeLabelHistogram(this, file, labelHistogram(labels, classes));
    }

    private void requireLabels(int[] labels) {
        if (labels.length != population) {
            throw new IllegalArgumentException("there are " + labels.length + " labels but the partition is of "
                    + population + " samples: use the data set that was partitioned");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Partition that
                && method.equals(that.method)
                && population == that.population
                && Arrays.deepEquals(sampleIds, that.sampleIds);
    }

    @Override
    public int hashCode() {
        return 31 * method.hashCode() + Arrays.deepHashCode(sampleIds);
    }

    @Override
    public String toString() {
        return held() + " of " + population + " samples at " + clients() + " clients by " + method;
    }

    /**
     * The two parts of every client's samples; both name the same clients in the same order.
     *
     * @param train what clients learn from
     * @param test what clients are measured on
     */
    public record Split(Partition train, Partition test) {
        static Split shuffled(Partition whole, double share, RandomGenerator random) {
            int[][] orders = whole.sampleIds();
            for (int[] order : orders) {
                Draws.shuffle(order, random);
            }
            return of(whole, orders, share, "at random");
        }

        static Split inOrder(Partition whole, double share) {
            return of(whole, whole.sampleIds(), share, "in order");
        }

        private static Split of(Partition whole, int[][] orders, double share, String how) {
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException("train share is " + share + ": it lies between 0 and 1");
            }
            int[][] train = new int[orders.length][];
            int[][] test = new int[orders.length][];
            for (int client = 0; client < orders.length; client++) {
                int size = orders[client].length;
                int cut = (int) Math.rint(share * size);
                cut = size < 2 ? size : Math.max(1, Math.min(size - 1, cut));
                train[client] = Arrays.copyOf(orders[client], cut);
                test[client] = Arrays.copyOfRange(orders[client], cut, size);
            }
            String method = whole.method + ", " + share + " to train " + how;
            return new Split(
                    new Partition(method, whole.population, train),
                    new Partition(method + ", test part", whole.population, test));
        }
    }
}
