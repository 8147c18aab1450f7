package dev.starling.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The two conventions of Dirichlet label skew, and Dirichlet sizes. */
final class DirichletDealing {
    private DirichletDealing() {}

    static int[][] perClass(
            int[] labels, int classes, int clients, double alpha, int minSamples, RandomGenerator random) {
        for (int attempt = 0; attempt < Dealing.ATTEMPTS; attempt++) {
            int[][] byClass = Dealing.byClass(labels, classes, random);
            int[][] sizes = new int[classes][];
            int[] held = new int[clients];
            for (int label = 0; label < classes; label++) {
                double[] shares = Draws.symmetricDirichlet(clients, alpha, random);
                sizes[label] = Draws.cut(byClass[label].length, capped(shares, held, labels.length));
                for (int client = 0; client < clients; client++) {
                    held[client] += sizes[label][client];
                }
            }
            if (Arrays.stream(held).min().orElseThrow() >= minSamples) {
                return collect(byClass, sizes, held);
            }
        }
        throw infeasible(labels.length, clients, minSamples, "alpha", alpha);
    }

    /** NIID-Bench's balance: whoever holds an equal share of all samples gets nothing more. */
    private static double[] capped(double[] shares, int[] held, int samples) {
        double sum = 0;
        double[] kept = new double[shares.length];
        for (int client = 0; client < kept.length; client++) {
            boolean open = (long) held[client] * held.length < samples;
            kept[client] = open ? shares[client] : 0;
            sum += kept[client];
        }
        for (int client = 0; client < kept.length; client++) {
            // All open shares may be 0 in double when alpha is tiny: the open clients then share equally.
            boolean open = (long) held[client] * held.length < samples;
            kept[client] = sum > 0 ? kept[client] / sum : open ? 1 : 0;
        }
        if (!(sum > 0)) {
            double open = Arrays.stream(kept).sum();
            Arrays.setAll(kept, client -> kept[client] / open);
        }
        return kept;
    }

    private static int[][] collect(int[][] byClass, int[][] sizes, int[] held) {
        int[][] ids = new int[held.length][];
        Arrays.setAll(ids, client -> new int[held[client]]);
        int[] filled = new int[held.length];
        for (int label = 0; label < byClass.length; label++) {
            int at = 0;
            for (int client = 0; client < held.length; client++) {
                int size = sizes[label][client];
                System.arraycopy(byClass[label], at, ids[client], filled[client], size);
                filled[client] += size;
                at += size;
            }
        }
        return ids;
    }

    static int[][] perClient(int[] labels, int classes, int clients, double alpha, RandomGenerator random) {
        int[][] byClass = Dealing.byClass(labels, classes, random);
        double[] concentration = new double[classes];
        int[] left = new int[classes];
        for (int label = 0; label < classes; label++) {
            left[label] = byClass[label].length;
            concentration[label] = alpha * left[label] / labels.length;
        }
        int[] sizes = Dealing.equalSizes(labels.length, clients);
        int[][] ids = new int[clients][];
        // Whoever is filled last gets what is left, so the order of filling is random.
        for (int client : Draws.permutation(clients, random)) {
            double[] shares = Draws.dirichlet(concentration, random);
            ids[client] = new int[sizes[client]];
            for (int i = 0; i < sizes[client]; i++) {
                int label = drawOpen(shares, left, random);
                ids[client][i] = byClass[label][--left[label]];
            }
        }
        return ids;
    }

    private static int drawOpen(double[] shares, int[] left, RandomGenerator random) {
        double open = 0;
        for (int label = 0; label < shares.length; label++) {
            if (left[label] == 0) {
                shares[label] = 0;
            }
            open += shares[label];
        }
        if (open > 0) {
            return Draws.categorical(shares, random);
        }
        return Draws.categorical(Arrays.stream(left).asDoubleStream().toArray(), random);
    }

    static int[] sizes(int samples, int clients, double beta, int minSamples, RandomGenerator random) {
        for (int attempt = 0; attempt < Dealing.ATTEMPTS; attempt++) {
            int[] sizes = Draws.cut(samples, Draws.symmetricDirichlet(clients, beta, random));
            if (Arrays.stream(sizes).min().orElseThrow() >= minSamples) {
                return sizes;
            }
        }
        throw infeasible(samples, clients, minSamples, "beta", beta);
    }

    private static DataException infeasible(int samples, int clients, int minSamples, String name, double value) {
        return new DataException(
                "after " + Dealing.ATTEMPTS + " draws with " + name + " " + value + " some of " + clients
                        + " clients had fewer than " + minSamples + " of " + samples + " samples: raise " + name
                        + ", lower the least size or the number of clients");
    }
}
