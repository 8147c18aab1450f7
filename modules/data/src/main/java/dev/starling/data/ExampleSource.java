package dev.starling.data;

import java.util.random.RandomGenerator;

/**
 * A made-up distribution of labelled examples: what is fixed about it (class centers, glyphs) was drawn when it was
 * opened, and {@link #draw} makes examples of it. Immutable; any thread may draw with a generator of its own.
 */
public interface ExampleSource {
    /** How many classes there are. */
    int classes();

    /** The shape of one input. */
    int[] inputShape();

    /** One example for each label, in that order. The same generator state gives the same examples. */
    Examples draw(int[] labels, RandomGenerator random);

    /** So many examples in random order whose class counts differ by one at most. */
    default Examples drawBalanced(int count, RandomGenerator random) {
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % classes();
        }
        Draws.shuffle(labels, random);
        return draw(labels, random);
    }

    /** A data set of balanced training and test examples, drawn one after the other. */
    default DataSet dataSet(String name, int train, int test, RandomGenerator random) {
        return new DataSet(name, drawBalanced(train, random), drawBalanced(test, random));
    }
}
