package dev.starling.nas.space;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A set of architectures. An architecture is a choice in each of a fixed number of slots, as numbers from 0 on, and has a text that people
 * and tables know it by.
 */
public interface SearchSpace {

    /** The name in settings and tables, e.g. {@code nas-bench-201}. */
    String name();

    /** How many choices each slot has. */
    int[] choices();

    /** The text of an architecture. */
    String format(int... choices);

    /**
     * The architecture of a text.
     *
     * @throws ArchitectureException naming the position at which the text is wrong
     */
    int[] parse(String text);

    /** A key that architectures share if they compute the same function of the same parameters as far as the space can tell. */
    default String canonicalKey(int... choices) {
        return format(choices);
    }

    /** Whether the output depends on the input. */
    default boolean reachable(int... choices) {
        return true;
    }

    /** How many architectures there are, as texts; 2^63 - 1 where there are more. */
    default long size() {
        long size = 1;
        for (int choices : choices()) {
            if (size > Long.MAX_VALUE / choices) {
                return Long.MAX_VALUE;
            }
            size *= choices;
        }
        return size;
    }

    /** An architecture drawn uniformly from all choices. */
    default int[] random(RandomGenerator random) {
        int[] limits = choices();
        int[] drawn = new int[limits.length];
        for (int slot = 0; slot < limits.length; slot++) {
            drawn[slot] = random.nextInt(limits[slot]);
        }
        return drawn;
    }

    /** The architecture with another choice in one slot, both drawn uniformly. */
    default int[] mutate(int[] architecture, RandomGenerator random) {
        int[] limits = choices();
        int slot = random.nextInt(limits.length);
        int[] mutated = architecture.clone();
        int drawn = random.nextInt(limits[slot] - 1);
        mutated[slot] = drawn < architecture[slot] ? drawn : drawn + 1;
        return mutated;
    }

    /** All architectures that differ in one slot, by slot and choice. */
    default List<int[]> neighbors(int... architecture) {
        int[] limits = choices();
        List<int[]> neighbors = new ArrayList<>();
        for (int slot = 0; slot < limits.length; slot++) {
            for (int choice = 0; choice < limits[slot]; choice++) {
                if (choice != architecture[slot]) {
                    int[] neighbor = architecture.clone();
                    neighbor[slot] = choice;
                    neighbors.add(neighbor);
                }
            }
        }
        return neighbors;
    }

    /**
     * Checks that an architecture has a choice in each slot.
     *
     * @throws IllegalArgumentException if it has not
     */
    default void require(int... architecture) {
        int[] limits = choices();
        if (architecture.length != limits.length) {
            throw new IllegalArgumentException("an architecture of %s has %s slots, and this one has %s choices"
                    .formatted(name(), limits.length, architecture.length));
        }
        for (int slot = 0; slot < limits.length; slot++) {
            if (architecture[slot] < 0 || architecture[slot] >= limits[slot]) {
                throw new IllegalArgumentException("slot %s of an architecture of %s is %s: give 0 to %s"
                        .formatted(slot, name(), architecture[slot], limits[slot] - 1));
            }
        }
    }
}
