package dev.starling.data;

import java.nio.file.Path;

/** The writers of MNIST's digits, from QMNIST's label files (Yadav and Bottou 2019). */
final class Qmnist {
    private static final int COLUMNS = 8;
    private static final int WRITER = 2;

    private Qmnist() {}

    /**
     * NIST writer ids of the first {@code examples.count()} rows. The test file goes on with images that are not part of
     * MNIST's 10,000. Column 0 must agree with the labels, so that ids are not given to other images.
     */
    static int[] writers(Path file, Examples examples) {
        Idx.Ints table = Idx.readInts(file, 2);
        int rows = table.lengths()[0];
        if (table.lengths()[1] != COLUMNS || rows < examples.count()) {
            throw new DataException(
                    file + " has " + rows + " rows of " + table.lengths()[1] + " numbers but " + examples.count()
                            + " images need as many rows of " + COLUMNS + ": check that this is the right file");
        }
        int[] writers = new int[examples.count()];
        for (int i = 0; i < writers.length; i++) {
            int label = table.data()[i * COLUMNS];
            if (label != examples.label(i)) {
                throw new DataException(file + " at offset " + (12 + 4L * COLUMNS * i) + ": row " + i + " is of class "
                        + label + " but image " + i + " is of class " + examples.label(i)
                        + ": train and test files may be swapped");
            }
            writers[i] = table.data()[i * COLUMNS + WRITER];
        }
        return writers;
    }
}
