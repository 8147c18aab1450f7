package dev.starling.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What partitioners share: checks, and cutting an order of samples into pieces. */
final class Dealing {
    /** Draws that may fail are repeated this often before the settings are called infeasible. */
    static final int ATTEMPTS = 1000;

    private Dealing() {}

    static void require(int[] labels, int classes, int clients, int samplesPerClient) {
        atLeast("clients", clients, 1);
        if (labels.length < (long) clients * samplesPerClient) {
            throw new DataException("there are " + labels.length + " samples for " + clients + " clients that need "
                    + samplesPerClient + " each: lower starling.federated.clients or use more data");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new DataException("label of sample " + i + " is " + labels[i] + " but there are " + classes
                        + " classes: labels run from 0 to " + (classes - 1));
            }
        }
    }

    static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ": it must be at least " + least);
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + ": it must be a number above 0");
        }
    }

    /** Cuts an order into pieces whose sizes differ by one at most, the longer ones first. */
    static int[][] cutEqually(int[] order, int pieces) {
        return cut(order, equalSizes(order.length, pieces));
    }

    static int[] equalSizes(int total, int pieces) {
        int[] sizes = new int[pieces];
        Arrays.fill(sizes, total / pieces);
        for (int i = 0; i < total % pieces; i++) {
            sizes[i]++;
        }
        return sizes;
    }

    static int[][] cut(int[] order, int[] sizes) {
        int[][] pieces = new int[sizes.length][];
        int at = 0;
        for (int i = 0; i < sizes.length; i++) {
            pieces[i] = Arrays.copyOfRange(order, at, at + sizes[i]);
            at += sizes[i];
        }
        return pieces;
    }

    /** The samples of each class in random order, [classes][]. */
    static int[][] byClass(int[] labels, int classes, RandomGenerator random) {
        int[] sizes = new int[classes];
        for (int label : labels) {
            sizes[label]++;
        }
        int[][] ids = new int[classes][];
        Arrays.setAll(ids, label -> new int[sizes[label]]);
        int[] filled = new int[classes];
        for (int i = 0; i < labels.length; i++) {
            ids[labels[i]][filled[labels[i]]++] = i;
        }
        for (int[] ofClass : ids) {
            Draws.shuffle(ofClass, random);
        }
        return ids;
    }

    static int[] concat(int[][] pieces) {
        return Arrays.stream(pieces).flatMapToInt(Arrays::stream).toArray();
    }

    static int[][] dealPart(
            Partitioner rule, int[] ids, int[] labels, int classes, int clients, RandomGenerator random) {
        if (rule instanceof Partitioner.Natural || rule instanceof Partitioner.FeatureNoise) {
            throw new IllegalArgumentException("cannot deal a part of the samples by " + rule
                    + ": mix rules that go by labels or sizes, and put feature noise around the mixture");
        }
        int[] part = Arrays.stream(ids).map(id -> labels[id]).toArray();
        int[][] dealt = rule.partition(part, classes, clients, random).sampleIds();
        for (int[] ofClient : dealt) {
            Arrays.setAll(ofClient, i -> ids[ofClient[i]]);
        }
        return dealt;
    }

    static int[][] join(int[][] one, int[][] other) {
        int[][] joined = new int[one.length][];
        Arrays.setAll(joined, client -> concat(new int[][] {one[client], other[client]}));
        return joined;
    }
}
