package dev.starling.engine;

import java.io.Serializable;

/**
 * Whose own state it is.
 *
 * @param group the unit's group, e.g. {@code client}
 * @param key the unit's key
 */
public record OwnKey(String group, long key) implements Serializable, Comparable<OwnKey> {

    static OwnKey of(Unit unit) {
        return new OwnKey(unit.group(), unit.key());
    }

    @Override
    public int compareTo(OwnKey other) {
        int byGroup = group.compareTo(other.group);
        return byGroup != 0 ? byGroup : Long.compare(key, other.key);
    }
}
