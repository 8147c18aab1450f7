package dev.starling.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * FedProx's and LEAF's synthetic clients (Li et al. 2018, section 5.1): each client k labels by a linear model of its own,
 * {@code y = argmax(W_k x + b_k)}, with entries of {@code W_k, b_k ~ N(u_k, 1)} and {@code u_k ~ N(0, alpha)}; its inputs
 * are {@code x ~ N(v_k, diag(j^-1.2))} with {@code v_k ~ N(B_k, 1)} and {@code B_k ~ N(0, beta)}. The second number of
 * N is the variance throughout. Sizes are {@code least + exp(N(sizeMean, sizeDeviation^2))}, rounded down and capped.
 *
 * @param alpha how much the clients' models differ, at least 0
 * @param beta how much the clients' inputs differ, at least 0
 * @param dimensions features of an input
 * @param classes number of classes
 * @param sizeMean mean of the size's logarithm
 * @param sizeDeviation standard deviation of the size's logarithm, at least 0
 * @param least examples that every client has at least
 * @param most examples that no client exceeds; the log-normal has a long tail
 */
public record SyntheticAB(
        double alpha,
        double beta,
        int dimensions,
        int classes,
        double sizeMean,
        double sizeDeviation,
        int least,
        int most) {
    public SyntheticAB {
        if (!(alpha >= 0 && beta >= 0 && sizeDeviation >= 0)
                || Double.isInfinite(alpha + beta + sizeDeviation)
                || !Double.isFinite(sizeMean)) {
            throw new IllegalArgumentException("alpha " + alpha + ", beta " + beta + ", sizeMean " + sizeMean
                    + ", sizeDeviation " + sizeDeviation + ": all must be numbers, and none but sizeMean below 0");
        }
        Dealing.atLeast("dimensions", dimensions, 1);
        Dealing.atLeast("classes", classes, 2);
        Dealing.atLeast("least", least, 1);
        Dealing.atLeast("most", most, least);
    }

    /** With FedProx's 60 dimensions, 10 classes and sizes 50 + exp(N(4, 4)), capped at 10,000. */
    public SyntheticAB(double alpha, double beta) {
        this(alpha, beta, 60, 10, 4, 2, 50, 10_000);
    }

    /** One client's examples, float32 [dimensions]. Pass the generator of (seed, client): it decides everything. */
    public Examples client(RandomGenerator random) {
        double modelMean = StrictMath.sqrt(alpha) * random.nextGaussian();
        double inputMean = StrictMath.sqrt(beta) * random.nextGaussian();
        double[][] weights = new double[classes][dimensions];
        for (double[] row : weights) {
            Arrays.setAll(row, j -> modelMean + random.nextGaussian());
        }
        double[] bias = new double[classes];
        Arrays.setAll(bias, c -> modelMean + random.nextGaussian());
        double[] center = new double[dimensions];
        Arrays.setAll(center, j -> inputMean + random.nextGaussian());

        int count = (int) Math.min(most, least + Math.floor(Draws.logNormal(sizeMean, sizeDeviation, random)));
        float[] values = new float[Math.multiplyExact(count, dimensions)];
        int[] labels = new int[count];
        double[] x = new double[dimensions];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < dimensions; j++) {
                // Variance j^-1.2 for j from 1, so deviation j^-0.6.
                values[i * dimensions + j] = (float) (center[j] + StrictMath.pow(j + 1, -0.6) * random.nextGaussian());
                x[j] = values[i * dimensions + j];
            }
            labels[i] = argMax(weights, bias, x);
        }
        return Examples.adoptFloats(values, new int[] {dimensions}, labels, classes, Preprocessing.NONE);
    }

    /**
     * Many clients as one data set whose keys are the clients: nine tenths of each client's examples train, the rest
     * tests, in order.
     *
     * @param ofClient the generator of each client, 0 .. clients - 1
     */
    public DataSet dataSet(int clients, IntFunction<? extends RandomGenerator> ofClient) {
        Dealing.atLeast("clients", clients, 1);
        List<Examples> all = new ArrayList<>();
        int[][] ids = new int[clients][];
        int at = 0;
        for (int client = 0; client < clients; client++) {
            Examples own = client(ofClient.apply(client));
            ids[client] = new int[own.count()];
            for (int i = 0; i < own.count(); i++) {
                ids[client][i] = at++;
            }
            all.add(own);
        }
        Partition.Split split = new Partition(toString(), at, ids).splitInOrder(0.9);
        Examples joined = Examples.concat(all);
        return new DataSet(
                "synthetic",
                joined.subset(Dealing.concat(split.train().sampleIds())),
                joined.subset(Dealing.concat(split.test().sampleIds())),
                keys(split.train()),
                keys(split.test()));
    }

    private static int[] keys(Partition part) {
        int[] keys = new int[part.held()];
        int at = 0;
        for (int client = 0; client < part.clients(); client++) {
            Arrays.fill(keys, at, at + part.size(client), client);
            at += part.size(client);
        }
        return keys;
    }

    private static int argMax(double[][] weights, double[] bias, double[] x) {
        int best = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < bias.length; c++) {
            double sum = bias[c];
            for (int j = 0; j < x.length; j++) {
                sum += weights[c][j] * x[j];
            }
            if (sum > greatest) {
                greatest = sum;
                best = c;
            }
        }
        return best;
    }
}
