package dev.starling.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What some units of a round left: sums, gathered vectors, rows and references to their new own states. Parts of a
 * round merge in any order to the same whole.
 */
public final class Partial {

    private final TreeMap<String, Sum> sums = new TreeMap<>();
    private final TreeMap<String, SortedMap<Long, Vectors>> gathered = new TreeMap<>();
    private final ArrayList<UnitRow> rows = new ArrayList<>();
    private final TreeMap<OwnKey, OwnRef> own = new TreeMap<>();

    /** An empty part of a round with these planned weights. */
    public Partial(Map<String, Long> plannedWeights) {
        this(plannedWeights, SpareArrays.NONE);
    }

    /** The same, with sums in arrays that have been used before. */
    Partial(Map<String, Long> plannedWeights, SpareArrays spares) {
        plannedWeights.forEach((kind, weight) -> sums.put(kind, new Sum(weight, spares)));
    }

    private Partial() {}

    void add(PlannedUnit unit, Outcome outcome) {
        sums.get(unit.kind()).add(unit.weight(), outcome.contribution());
        if (!outcome.gathered().isEmpty() && !outcome.diverged()) {
            gathered.computeIfAbsent(unit.kind(), k -> new TreeMap<>()).put(unit.key(), outcome.gathered());
        }
        for (int i = 0; i < outcome.rows().size(); i++) {
            rows.add(new UnitRow(unit.kind(), unit.key(), i, outcome.rows().get(i)));
        }
    }

    void keep(OwnKey key, OwnRef ref) {
        OwnRef before = own.put(key, ref);
        if (before != null) {
            throw new ResourceException(
                    "%s %s left two own states in a round, %s and %s: one of its units was computed twice, or two kinds of units keep a state under one key"
                            .formatted(key.group(), key.key(), before, ref));
        }
    }

    /**
     * Adds another part of the same round to this one; the other is used up.
     *
     * @throws ResourceException if both hold a new own state of one unit
     */
    public Partial merge(Partial other) {
        other.sums.forEach((kind, sum) -> sums.get(kind).merge(sum));
        other.gathered.forEach((kind, byKey) ->
                gathered.computeIfAbsent(kind, k -> new TreeMap<>()).putAll(byKey));
        rows.addAll(other.rows);
        other.own.forEach(this::keep);
        return this;
    }

    /** Ends the use of the sums' arrays, by whoever has them from {@link #results()} too. */
    void release() {
        sums.values().forEach(Sum::release);
    }

    /** The sums and gathered vectors. */
    public Results results() {
        return new Results(Collections.unmodifiableMap(sums), Collections.unmodifiableMap(gathered));
    }

    /** The rows, in the order of kinds, keys and places. */
    public List<Row> rows() {
        return rows.stream().sorted().map(UnitRow::row).toList();
    }

    Collection<Sum> sums() {
        return sums.values();
    }

    /** New own states by whose they are. */
    public Map<OwnKey, OwnRef> own() {
        return Collections.unmodifiableMap(own);
    }

    /** Bytes of the summed vectors: what one part of the round sends. */
    public long sumBytes() {
        long bytes = 0;
        for (Sum sum : sums.values()) {
            for (long[] values : sum.weighted().values()) {
                bytes += 8L * values.length;
            }
            for (long[] values : sum.plain().values()) {
                bytes += 8L * values.length;
            }
        }
        return bytes;
    }

    SortedMap<String, Sum> sumsByKind() {
        return sums;
    }

    SortedMap<String, SortedMap<Long, Vectors>> gatheredByKind() {
        return gathered;
    }

    ArrayList<UnitRow> unitRows() {
        return rows;
    }

    TreeMap<OwnKey, OwnRef> ownByKey() {
        return own;
    }

    /** The same, with counts alone for sums. */
    Partial withoutArrays() {
        TreeMap<String, Sum> counts = new TreeMap<>();
        sums.forEach((kind, sum) -> counts.put(kind, sum.withoutArrays()));
        return of(counts, gathered, rows, own);
    }

    static Partial of(
            SortedMap<String, Sum> sums,
            SortedMap<String, SortedMap<Long, Vectors>> gathered,
            Collection<? extends UnitRow> rows,
            Map<OwnKey, OwnRef> own) {
        Partial partial = new Partial();
        partial.sums.putAll(sums);
        partial.gathered.putAll(gathered);
        partial.rows.addAll(rows);
        partial.own.putAll(own);
        return partial;
    }

    /** The codec that crosses process borders. */
    public byte[] toBytes() {
        return ObjectCodec.bytes("the results of a round's units", sumBytes(), out -> {
            PartialBytes.writeSums(out, sums);
            PartialBytes.writeGathered(out, gathered);
            ObjectCodec.writeObject(out, rows);
            ObjectCodec.writeObject(out, own);
        });
    }

    /** The inverse of {@link #toBytes()}. */
    @SuppressWarnings("unchecked")
    public static Partial fromBytes(byte[] bytes) {
        return ObjectCodec.read(
                "the results of a round's units",
                bytes,
                in -> of(
                        PartialBytes.readSums(in),
                        PartialBytes.readGathered(in),
                        ObjectCodec.readObject(in, ArrayList.class),
                        ObjectCodec.readObject(in, TreeMap.class)));
    }
}
