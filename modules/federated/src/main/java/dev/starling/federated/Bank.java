package dev.starling.federated;

import dev.starling.engine.Seed;
import dev.starling.engine.State;
import dev.starling.engine.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.random.RandomGenerator;

/**
 * The means that all clients share: inputs {@code [size, inputShape...]} and soft labels {@code [size, classes]}. Gathered
 * once, in random order and without saying whose they are, then constant (Yoon et al. 2021, MAFL).
 */
final class Bank {
    private static final String X = "bank.x";
    private static final String Y = "bank.y";

    private final float[] x;
    private final float[] y;
    private final int size;

    private Bank(float[] x, float[] y, int classes) {
        this.x = x;
        this.y = y;
        this.size = y.length / classes;
    }

    /** The bank of a state, or an empty one. */
    static Bank of(State state, int classes) {
        return state.constants().has(X)
                ? new Bank(state.constants().floats(X), state.constants().floats(Y), classes)
                : new Bank(new float[0], new float[0], classes);
    }

    /**
     * Joins what clients sent and shuffles it.
     *
     * @param sent by client in client order, as {@link MeanGroups#share} makes it
     * @param seed decides the order
     */
    static Vectors gather(SortedMap<Long, Vectors> sent, int inputSize, int classes, Seed seed) {
        List<float[]> xs = new ArrayList<>();
        List<float[]> ys = new ArrayList<>();
        for (Vectors one : sent.values()) {
            float[] x = one.floats(MeanGroups.X);
            float[] y = one.floats(MeanGroups.Y);
            for (int g = 0; g < y.length / classes; g++) {
                xs.add(Arrays.copyOfRange(x, g * inputSize, (g + 1) * inputSize));
                ys.add(Arrays.copyOfRange(y, g * classes, (g + 1) * classes));
            }
        }
        int[] order = Shuffle.order(xs.size(), seed.random());
        return Vectors.empty().with(X, join(xs, order, inputSize)).with(Y, join(ys, order, classes));
    }

    private static float[] join(List<float[]> parts, int[] order, int length) {
        float[] joined = new float[Math.multiplyExact(order.length, length)];
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(parts.get(order[i]), 0, joined, i * length, length);
        }
        return joined;
    }

    /** How many means there are. */
    int size() {
        return size;
    }

    /** Fills every row of a batch with a mean that is drawn uniformly. */
    void draw(Batch target, RandomGenerator random) {
        for (int row = 0; row < target.rows(); row++) {
            target.set(row, x, y, random.nextInt(size));
        }
    }
}
