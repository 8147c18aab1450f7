package dev.starling.nn;

import java.util.Arrays;

/**
 * How wide a network's layers are, where that is a choice.
 *
 * @param filters channels of each block of the few-shot networks, at least 1
 * @param hidden units of each hidden layer of an MLP; copied in and out
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Widths(int filters, int... hidden) {
    /** As published: 64 channels a block. An MLP has no hidden layers then. */
    public static final Widths PUBLISHED = new Widths(64);

    public Widths {
        if (filters < 1 || Arrays.stream(hidden).anyMatch(units -> units < 1)) {
            throw new IllegalArgumentException("A network's layers are " + filters + " filters and "
                    + Arrays.toString(hidden) + " hidden units: each needs at least one");
        }
        hidden = hidden.clone();
    }

    @Override
    public int[] hidden() {
        return hidden.clone();
    }
}
