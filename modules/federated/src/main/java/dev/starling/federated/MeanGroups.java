package dev.starling.federated;

import dev.starling.data.Examples;
import dev.starling.engine.Seed;
import dev.starling.engine.Vectors;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Averages a client's examples in groups: what the client sends to the bank, once, before training. */
final class MeanGroups {
    static final String X = "x";
    static final String Y = "y";
    static final String SIZES = "sizes";

    private MeanGroups() {}

    /**
     * The means of a client: {@code x [groups, inputShape...]}, {@code y [groups, classes]} and the examples in each
     * group. The examples are shuffled once and cut into consecutive groups.
     *
     * @param seed the trial's; children "means", "abstain" and "means-noise" of the client are used
     */
    static Vectors share(Examples examples, MeanSettings settings, Seed seed, long client) {
        boolean abstains = settings.abstainingShare() > 0
                && seed.child("abstain").child(client).random().nextDouble() < settings.abstainingShare();
        int groups = abstains ? 0 : settings.groups(examples.count());
        int[] order = Shuffle.order(
                examples.count(), seed.child("means").child(client).random());
        int inputSize = examples.inputSize();
        float[] x = new float[Math.multiplyExact(groups, inputSize)];
        float[] y = new float[Math.multiplyExact(groups, examples.classes())];
        double[] sizes = new double[groups];
        double[] sum = new double[inputSize];
        RandomGenerator noise = seed.child("means-noise").child(client).random();
        for (int g = 0; g < groups; g++) {
            int from = g * Math.min(settings.groupSize(), examples.count());
            int to = Math.min(from + Math.min(settings.groupSize(), examples.count()), examples.count());
            sizes[g] = to - from;
            Arrays.fill(sum, 0);
            for (int i = from; i < to; i++) {
                addClipped(examples, order[i], settings.privacy(), sum);
                y[g * examples.classes() + examples.label(order[i])] += 1f / (to - from);
            }
            for (int j = 0; j < inputSize; j++) {
                x[g * inputSize + j] = (float) (sum[j] / (to - from));
            }
            if (settings.privacy() != null) {
                addNoise(x, g, inputSize, settings.privacy().inputDeviation(to - from), noise);
                addNoise(y, g, examples.classes(), settings.privacy().labelDeviation(to - from), noise);
            }
        }
        return Vectors.empty().with(X, x).with(Y, y).with(SIZES, sizes);
    }

    private static void addClipped(Examples examples, int index, MeanSettings.Privacy privacy, double[] sum) {
        float[] input = new float[sum.length];
        examples.copyInput(index, input, 0);
        double factor = 1;
        if (privacy != null) {
            double square = 0;
            for (float value : input) {
                square += (double) value * value;
            }
            factor = Math.min(1, privacy.clipNorm() / Math.sqrt(square));
        }
        for (int j = 0; j < sum.length; j++) {
            sum[j] += factor * input[j];
        }
    }

    private static void addNoise(float[] values, int row, int length, double deviation, RandomGenerator random) {
        for (int i = row * length; i < (row + 1) * length; i++) {
            values[i] = (float) (values[i] + deviation * random.nextGaussian());
        }
    }
}
