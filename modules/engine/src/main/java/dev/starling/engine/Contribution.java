package dev.starling.engine;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Named vectors that a unit adds to its round's sums. Elements must satisfy |x| &lt; 2^22; a contribution with a larger
 * or a NaN element is <em>divergent</em>: nothing of it is summed. Immutable by convention.
 */
public final class Contribution {

    /** Elements at or beyond this magnitude cannot be summed exactly in 64 bits. */
    public static final double LIMIT = 1 << 22;

    /** One named vector: {@code values} is a {@code float[]} or a {@code double[]}. */
    record Entry(Object values, boolean weighted) {}

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

    Map<String, Entry> entries() {
        return entries;
    }

    private Contribution put(String name, Object values, boolean weighted) {
        if (entries.put(name, new Entry(values, weighted)) != null) {
            throw new IllegalArgumentException("the contribution holds '" + name + "' already");
        }
        int at = values instanceof float[] floats ? firstUnsummable(floats) : firstUnsummable((double[]) values);
        if (at >= 0 && divergence == null) {
            double value = values instanceof float[] floats ? floats[at] : ((double[]) values)[at];
            divergence = "%s[%s] is %s, outside (-2^22, 2^22)".formatted(name, at, value);
        }
        return this;
    }

    private static int firstUnsummable(float[] values) {
        for (int i = 0; i < values.length; i++) {
            // Written so that NaN fails it.
            if (!(Math.abs(values[i]) < LIMIT)) {
                return i;
            }
        }
        return -1;
    }

    private static int firstUnsummable(double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i]) < LIMIT)) {
                return i;
            }
        }
        return -1;
    }
}
