package dev.starling.engine;

import java.io.Serializable;

/**
 * A row together with the unit that left it, so that the rows of a round have an order of their own.
 *
 * @param kind the unit's kind
 * @param key the unit's key
 * @param index the row's place among the unit's rows
 * @param row the row
 */
public record UnitRow(String kind, long key, int index, Row row) implements Serializable, Comparable<UnitRow> {
    @Override
    public int compareTo(UnitRow other) {
        int byKind = kind.compareTo(other.kind);
        int byKey = byKind != 0 ? byKind : Long.compare(key, other.key);
        return byKey != 0 ? byKey : Integer.compare(index, other.index);
    }
}
