package dev.starling.engine;

import java.lang.reflect.Array;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Named vectors that a unit adds to its round's sums. Elements must satisfy |x| &lt; 2^22; a contribution with a larger
 * or a NaN element is <em>divergent</em>: nothing of it is summed. Arrays are not copied: they must stay as they are until the
 * contribution has been added, which happens before the worker computes its next unit.
 */
public final class Contribution {

    /** Elements at or beyond this magnitude cannot be summed exactly in 64 bits. */
    public static final double LIMIT = 1 << 22;

    /**
     * One named vector.
     *
     * @param values a {@code float[]} or a {@code double[]}
     * @param weighted whether it is summed times the unit's weight
     * @param squares the sum of its squares
     */
    record Entry(Object values, boolean weighted, double squares) {}

    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private String divergence;

    /** Begins an empty contribution. */
    public static Contribution start() {
        return new Contribution();
    }

    /** Adds a vector whose weighted mean is asked for: it is summed times the unit's weight. */
    public Contribution mean(String name, float[] values) {
        return put(name, values, true);
    }

    /** Adds a vector whose weighted mean is asked for: it is summed times the unit's weight. */
    public Contribution mean(String name, double... values) {
        return put(name, values, true);
    }

    /** Adds a vector whose plain total is asked for: each unit counts once. */
    public Contribution total(String name, float[] values) {
        return put(name, values, false);
    }

    /** Adds a vector whose plain total is asked for: each unit counts once. */
    public Contribution total(String name, double... values) {
        return put(name, values, false);
    }

    /** Why this contribution cannot be summed, or empty if it can. */
    public Optional<String> divergence() {
        return Optional.ofNullable(divergence);
    }

    /** The Euclidean length of a vector that was added. */
    public double norm(String name) {
        return Math.sqrt(entries.get(name).squares);
    }

    Map<String, Entry> entries() {
        return entries;
    }

    private Contribution put(String name, Object values, boolean weighted) {
        double squares = values instanceof float[] floats ? Squares.sum(floats) : Squares.sum((double[]) values);
        if (entries.put(name, new Entry(values, weighted, squares)) != null) {
            throw new IllegalArgumentException("the contribution holds '" + name + "' already");
        }
        // No element is longer than the vector, so that nearly always the sum of squares is all that must be looked at.
        if (divergence == null && !(squares < LIMIT * LIMIT)) {
            divergence = divergence(name, values);
        }
        return this;
    }

    private static String divergence(String name, Object values) {
        int length = Array.getLength(values);
        for (int i = 0; i < length; i++) {
            double value = Array.getDouble(values, i);
            // Written so that NaN fails it.
            if (!(Math.abs(value) < LIMIT)) {
                return "%s[%s] is %s, outside (-2^22, 2^22)".formatted(name, i, value);
            }
        }
        return null;
    }
}
