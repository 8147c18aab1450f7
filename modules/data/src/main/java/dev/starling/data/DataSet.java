package dev.starling.data;

import java.util.Arrays;
import java.util.List;

/**
 * A named data set: training examples, test examples, and the natural client of each if the data has one.
 *
 * @param name what it is called in settings, for example {@code fashion-mnist}
 * @param train examples to learn from
 * @param test examples to measure on; same shape and classes
 * @param trainKeys the natural client of each training example (writer id, role); empty if there is none; copied
 * @param testKeys the natural client of each test example; empty if there is none; copied
 */
public record DataSet(String name, Examples train, Examples test, int[] trainKeys, int[] testKeys) {
    public DataSet {
        trainKeys = trainKeys.clone();
        testKeys = testKeys.clone();
        if (!Arrays.equals(train.inputShape(), test.inputShape()) || train.classes() != test.classes()) {
            throw new DataException("data set " + name + ": train has " + train + " but test has " + test
                    + ": shape and classes must agree");
        }
        requireKeys(name, "train", trainKeys, train);
        requireKeys(name, "test", testKeys, test);
    }

    /** A data set without natural clients. */
    public DataSet(String name, Examples train, Examples test) {
        this(name, train, test, new int[0], new int[0]);
    }

    @Override
    public int[] trainKeys() {
        return trainKeys.clone();
    }

    @Override
    public int[] testKeys() {
        return testKeys.clone();
    }

    /** Whether training examples have a natural client. */
    public boolean hasKeys() {
        return trainKeys.length > 0;
    }

    /** SHA-256 of both lists of examples and the keys, in hexadecimal: the data hash of a run. */
    public String sha256() {
        return new Digest()
                .add("data set")
                .add(train.sha256())
                .add(test.sha256())
                .add(trainKeys)
                .add(testKeys)
                .hex();
    }

    /** Part of both lists, by index; keys follow. */
    public DataSet subset(int[] trainIndices, int[] testIndices) {
        return new DataSet(
                name,
                train.subset(trainIndices),
                test.subset(testIndices),
                pick(trainKeys, trainIndices),
                pick(testKeys, testIndices));
    }

    /** Both lists pooled, see {@link Examples#averagePooled}; keys stay. */
    public DataSet averagePooled(int factor) {
        return new DataSet(name, train.averagePooled(factor), test.averagePooled(factor), trainKeys, testKeys);
    }

    /** Both lists with another preprocessing. */
    public DataSet with(Preprocessing preprocessing) {
        return new DataSet(name, train.with(preprocessing), test.with(preprocessing), trainKeys, testKeys);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DataSet that && name.equals(that.name) && sha256().equals(that.sha256());
    }

    @Override
    public int hashCode() {
        return List.of(name, train.count(), test.count()).hashCode();
    }

    @Override
    public String toString() {
        return name + ": train " + train + ", test " + test;
    }

    private static int[] pick(int[] keys, int[] indices) {
        return keys.length == 0
                ? keys
                : Arrays.stream(indices).map(i -> keys[i]).toArray();
    }

    private static void requireKeys(String name, String part, int[] keys, Examples examples) {
        if (keys.length != 0 && keys.length != examples.count()) {
            throw new DataException("data set " + name + ": " + keys.length + " keys for " + examples.count() + " "
                    + part + " examples: give one each, or none");
        }
    }
}
