package dev.starling.episodes;

import java.io.Serializable;

/**
 * Examples of an episode, with labels or with targets. Arrays are not copied and are read only.
 *
 * @param inputs {@code [count, inputShape...]}, row-major
 * @param labels {@code [count]} in 0 to ways - 1; empty for a regression
 * @param targets {@code [count, outputs]}; empty for a classification
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Samples(int count, float[] inputs, int[] labels, float[] targets) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Examples of classes. */
    public static Samples ofClasses(float[] inputs, int... labels) {
        return new Samples(labels.length, inputs, labels, new float[0]);
    }

    /** Points of a function with one output. */
    public static Samples ofFunction(float[] inputs, float... targets) {
        return new Samples(targets.length, inputs, new int[0], targets);
    }

    /** Whether numbers are to be predicted, not classes. */
    public boolean regression() {
        return labels.length == 0;
    }
}
