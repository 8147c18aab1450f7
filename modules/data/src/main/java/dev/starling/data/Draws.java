package dev.starling.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Random draws written out on top of the caller's generator with {@link StrictMath}, so that every JVM draws alike. */
public final class Draws {
    private Draws() {}

    /** The numbers 0 .. n-1 in random order (Fisher-Yates). */
    public static int[] permutation(int n, RandomGenerator random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        shuffle(order, random);
        return order;
    }

    /** Puts values in random order (Fisher-Yates). */
    public static void shuffle(int[] values, RandomGenerator random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int held = values[i];
            values[i] = values[j];
            values[j] = held;
        }
    }

    /** {@code count} distinct numbers of 0 .. n-1 in random order, by partial Fisher-Yates. */
    public static int[] distinct(int count, int n, RandomGenerator random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(n - i);
            int held = order[i];
            order[i] = order[j];
            order[j] = held;
        }
        return Arrays.copyOf(order, count);
    }

    /**
     * The logarithm of a Gamma(shape, 1) draw (Marsaglia and Tsang 2000). The logarithm, because a draw of a small
     * shape is often below the least double; shapes below 1 use Gamma(shape + 1) * U^(1/shape).
     */
    static double logGamma(double shape, RandomGenerator random) {
        if (shape < 1) {
            double boost = StrictMath.log(openUniform(random)) / shape;
            return logGamma(shape + 1, random) + boost;
        }
        double d = shape - 1.0 / 3;
        double c = 1 / StrictMath.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double root = 1 + c * x;
            if (root <= 0) {
                continue;
            }
            double v = root * root * root;
            if (StrictMath.log(openUniform(random)) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
                return StrictMath.log(d) + StrictMath.log(v);
            }
        }
    }

    /** A Dirichlet draw; components of concentration 0 are 0. The sum is 1 up to rounding. */
    static double[] dirichlet(double[] concentration, RandomGenerator random) {
        double[] logs = new double[concentration.length];
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logs.length; i++) {
            logs[i] = concentration[i] > 0 ? logGamma(concentration[i], random) : Double.NEGATIVE_INFINITY;
            greatest = Math.max(greatest, logs[i]);
        }
        double sum = 0;
        for (int i = 0; i < logs.length; i++) {
            logs[i] = StrictMath.exp(logs[i] - greatest);
            sum += logs[i];
        }
        for (int i = 0; i < logs.length; i++) {
            logs[i] /= sum;
        }
        return logs;
    }

    static double[] symmetricDirichlet(int components, double concentration, RandomGenerator random) {
        double[] all = new double[components];
        Arrays.fill(all, concentration);
        return dirichlet(all, random);
    }

    /** exp of a normal draw. */
    static double logNormal(double mean, double deviation, RandomGenerator random) {
        return StrictMath.exp(mean + deviation * random.nextGaussian());
    }

    /** An index with probability proportional to its weight; weights are at least 0 with a positive sum. */
    static int categorical(double[] weights, RandomGenerator random) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double left = random.nextDouble() * sum;
        int last = -1;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                last = i;
                left -= weights[i];
                if (left < 0) {
                    return i;
                }
            }
        }
        return last;
    }

    /** Whole sizes that sum to {@code total} and follow the shares, by cutting at rounded-down cumulated shares. */
    static int[] cut(int total, double[] shares) {
        int[] sizes = new int[shares.length];
        double cumulated = 0;
        int before = 0;
        for (int i = 0; i < shares.length; i++) {
            cumulated += shares[i];
            int at = i == shares.length - 1 ? total : Math.min(total, (int) (cumulated * total));
            sizes[i] = at - before;
            before = at;
        }
        return sizes;
    }

    private static double openUniform(RandomGenerator random) {
        return 1 - random.nextDouble();
    }
}
