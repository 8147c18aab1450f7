package dev.starling.engine;

/**
 * The atom of distributed work. What it computes is a pure function of (trial seed, unit, state, its own unit state).
 *
 * @param kind what is to be done, e.g. {@code train} or {@code evaluate}; contributions are summed per kind
 * @param group the group of inputs it reads, e.g. {@code client} (see {@link InputGroup})
 * @param key the input's number in its group, from 0
 * @param weight the integer weight of its contribution, at least 1
 */
public record Unit(String kind, String group, long key, long weight) implements Comparable<Unit> {

    public Unit {
        if (key < 0 || weight < 1) {
            throw new IllegalArgumentException("unit %s of %s %s has weight %s: keys start at 0, weights at 1"
                    .formatted(kind, group, key, weight));
        }
    }

    @Override
    public int compareTo(Unit other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : Long.compare(key, other.key);
    }
}
