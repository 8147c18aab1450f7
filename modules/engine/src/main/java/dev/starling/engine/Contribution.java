package dev.starling.engine;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Named vectors that a unit adds to its round's sums. Elements must satisfy |x| &lt; 2^22; a contribution with a larger
 * or a NaN element is <em>divergent</em>: nothing of it is summed. Vectors are not copied: they must stay as they are until the
 * contribution has been added, which happens before the worker computes its next unit.
 */
public final class Contribution {

    /** Elements at or beyond this magnitude cannot be summed exactly in 64 bits. */
    public static final double LIMIT = 1 << 22;

    /**
     * One named vector.
     *
     * @param values its elements
     * @param weighted whether it is summed times the unit's weight
     */
    record Entry(Summand values, boolean weighted) {}

    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private String divergence;

    /** Begins an empty contribution. */
    public static Contribution start() {
        return new Contribution();
    }

    /** Adds a vector whose weighted mean is asked for: it is summed times the unit's weight. */
    public Contribution mean(String name, Summand values) {
        return put(name, values, true);
    }

    /** Adds a vector whose weighted mean is asked for: it is summed times the unit's weight. */
    public Contribution mean(String name, float[] values) {
        return put(name, new Floats(values), true);
    }

    /** Adds a vector whose weighted mean is asked for: it is summed times the unit's weight. */
    public Contribution mean(String name, double... values) {
        return put(name, new Doubles(values), true);
    }

    /** Adds a vector whose plain total is asked for: each unit counts once. */
    public Contribution total(String name, Summand values) {
        return put(name, values, false);
    }

    /** Adds a vector whose plain total is asked for: each unit counts once. */
    public Contribution total(String name, float[] values) {
        return put(name, new Floats(values), false);
    }

    /** Adds a vector whose plain total is asked for: each unit counts once. */
    public Contribution total(String name, double... values) {
        return put(name, new Doubles(values), false);
    }

    /** Why this contribution cannot be summed, or empty if it can. */
    public Optional<String> divergence() {
        return Optional.ofNullable(divergence);
    }

    /** The Euclidean length of a vector that was added. */
    public double norm(String name) {
        return Math.sqrt(entries.get(name).values().squares());
    }

    Map<String, Entry> entries() {
        return entries;
    }

    private Contribution put(String name, Summand values, boolean weighted) {
        if (entries.put(name, new Entry(values, weighted)) != null) {
            throw new IllegalArgumentException("the contribution holds '" + name + "' already");
        }
        // No element is longer than the vector, so that nearly always the sum of squares is all that must be looked at.
        if (divergence == null && !(values.squares() < LIMIT * LIMIT)) {
            divergence = divergence(name, values);
        }
        return this;
    }

    private static String divergence(String name, Summand values) {
        for (int i = 0; i < values.size(); i++) {
            double value = values.get(i);
            // Written so that NaN fails it.
            if (!(Math.abs(value) < LIMIT)) {
                return "%s[%s] is %s, outside (-2^22, 2^22)".formatted(name, i, value);
            }
        }
        return null;
    }
}
