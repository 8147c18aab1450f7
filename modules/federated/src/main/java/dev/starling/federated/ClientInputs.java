package dev.starling.federated;

import dev.starling.engine.InputGroup;
import dev.starling.engine.Inputs;
import java.io.Serializable;
import java.util.List;

/**
 * The inputs of units: each client's examples, and slices of the test set.
 *
 * @param population where they come from
 * @param slice test examples a slice
 */
record ClientInputs(Population population, int slice) implements Inputs {
    private static final long serialVersionUID = 1L;

    static final String CLIENT = "client";
    static final String TEST = "test";

    @Override
    public String id() {
        return population.id() + "-" + slice;
    }

    @Override
    public List<InputGroup> groups() {
        return List.of(
                new InputGroup(CLIENT, population.clients(), population.resident()),
                new InputGroup(TEST, slices(), population.resident()));
    }

    @Override
    public Serializable load(String group, long key) {
        if (group.equals(CLIENT)) {
            return population.client((int) key);
        }
        int from = (int) key * slice;
        return population.test(from, from + sliceSize(key));
    }

    /** Examples: clients take time in proportion to theirs. */
    @Override
    public long weight(String group, long key) {
        return group.equals(CLIENT) ? population.size((int) key) : sliceSize(key);
    }

    /** How many slices the test set has. */
    int slices() {
        return (population.testExamples() + slice - 1) / slice;
    }

    /** How many test examples a slice has. */
    int sliceSize(long key) {
        return Math.min(slice, population.testExamples() - (int) key * slice);
    }
}
