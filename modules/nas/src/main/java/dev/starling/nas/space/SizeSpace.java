package dev.starling.nas.space;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The 32,768 channel sizes of NATS-Bench (Dong et al. 2021): one cell a stage, the best for CIFAR-100 of {@link CellSpace}, and slots for
 * the channels of the stem with the first cell, the first residual block, the second cell, the second residual block and the
 * third cell. Choices are 8, 16, ... 64 channels; the text is {@code c0:c1:c2:c3:c4}.
 */
public final class SizeSpace implements CountedSpace {
    /** The only one. */
    public static final SizeSpace INSTANCE = new SizeSpace();

    private static final String NAME = "nats-bench-sizes";
    private static final int SLOTS = 5;
    private static final int STEP = 8;
    private static final int[] CHANNELS =
            IntStream.rangeClosed(1, 8).map(i -> STEP * i).toArray();

    /** Of the cell's edges with a convolution of 3 x 3 pixels, those that leave its input; the others stay among its nodes. */
    private static final int FROM_INPUT = 2;

    private static final int INNER = 3;

    private SizeSpace() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int[] choices() {
        int[] choices = new int[SLOTS];
        Arrays.fill(choices, CHANNELS.length);
        return choices;
    }

    /** Channels of each slot. */
    public int[] channels(int... choices) {
        require(choices);
        return Arrays.stream(choices).map(choice -> CHANNELS[choice]).toArray();
    }

    @Override
    public String format(int... choices) {
        return Arrays.stream(channels(choices)).mapToObj(String::valueOf).collect(Collectors.joining(":"));
    }

    @Override
    public int[] parse(String text) {
        Cursor cursor = new Cursor(NAME, text);
        int[] choices = new int[SLOTS];
        for (int slot = 0; slot < SLOTS; slot++) {
            if (slot > 0) {
                cursor.skip(":");
            }
            choices[slot] = cursor.number(CHANNELS);
        }
        cursor.end();
        return choices;
    }

    @Override
    public long parameters(int classes, int... architecture) {
        int[] c = channels(architecture);
        return convolution(3, 3, c[0])
                + cell(c[0], c[0])
                + residual(c[0], c[1])
                + cell(c[1], c[2])
                + residual(c[2], c[3])
                + cell(c[3], c[4])
                + 2L * c[4]
                + (c[4] + 1L) * classes;
    }

    /** Weights without a bias, and the two numbers a channel of the normalization behind them. */
    private static long convolution(int kernel, int inputs, int outputs) {
        return (long) kernel * kernel * inputs * outputs + 2L * outputs;
    }

    private static long cell(int inputs, int outputs) {
        long skip = inputs == outputs ? 0 : convolution(1, inputs, outputs);
        return FROM_INPUT * convolution(3, inputs, outputs) + INNER * convolution(3, outputs, outputs) + skip;
    }

    private static long residual(int inputs, int outputs) {
        return convolution(3, inputs, outputs) + convolution(3, outputs, outputs) + (long) inputs * outputs;
    }

    @Override
    public long multiplyAccumulates(int resolution, int classes, int... architecture) {
        int[] c = channels(architecture);
        long pixels = (long) resolution * resolution;
        return pixels * (27L * c[0] + cellCost(c[0], c[0]))
                + pixels / 4 * (residualCost(c[0], c[1]) + cellCost(c[1], c[2]))
                + pixels / 16 * (residualCost(c[2], c[3]) + cellCost(c[3], c[4]))
                + (c[4] + 1L) * classes;
    }

    private static long cellCost(long inputs, long outputs) {
        long skip = inputs == outputs ? 0 : inputs * outputs;
        return 9 * (FROM_INPUT * inputs + INNER * outputs) * outputs + skip;
    }

    private static long residualCost(long inputs, long outputs) {
        return 9 * (inputs + outputs) * outputs + inputs * outputs;
    }
}
