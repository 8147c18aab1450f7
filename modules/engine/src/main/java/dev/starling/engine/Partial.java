package dev.starling.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
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
    private final List<UnitRow> rows = new ArrayList<>();
    private final TreeMap<OwnKey, OwnRef> own = new TreeMap<>();

    /** An empty part of a round with these planned weights. */
    public Partial(Map<String, Long> plannedWeights) {
        plannedWeights.forEach((kind, weight) -> sums.put(kind, new Sum(weight)));
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
        own.put(key, ref);
    }

    /** Adds another part of the same round to this one; the other is used up. */
    public Partial merge(Partial other) {
        other.sums.forEach((kind, sum) -> sums.get(kind).merge(sum));
        other.gathered.forEach((kind, byKey) ->
                gathered.computeIfAbsent(kind, k -> new TreeMap<>()).putAll(byKey));
        rows.addAll(other.rows);
        own.putAll(other.own);
        return this;
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

    /** The codec that crosses process borders. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.min(sumBytes() + 1024, 1 << 30));
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(sums.size());
            for (Map.Entry<String, Sum> entry : sums.entrySet()) {
                out.writeUTF(entry.getKey());
                writeSum(out, entry.getValue());
            }
            out.writeInt(gathered.size());
            for (Map.Entry<String, SortedMap<Long, Vectors>> kind : gathered.entrySet()) {
                out.writeUTF(kind.getKey());
                out.writeInt(kind.getValue().size());
                for (Map.Entry<Long, Vectors> entry : kind.getValue().entrySet()) {
                    byte[] vectors = entry.getValue().toBytes();
                    out.writeLong(entry.getKey());
                    out.writeInt(vectors.length);
                    out.write(vectors);
                }
            }
            // Rows are small records; the JDK's serialization knows records, Spark's Kryo does not.
            try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
                objects.writeObject(new ArrayList<>(rows));
                objects.writeObject(own);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode the results of a round's units", e);
        }
        return bytes.toByteArray();
    }

    /** The inverse of {@link #toBytes()}. */
    @SuppressWarnings("unchecked")
    public static Partial fromBytes(byte[] bytes) {
        Partial partial = new Partial();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int kinds = in.readInt();
            for (int i = 0; i < kinds; i++) {
                String kind = in.readUTF();
                partial.sums.put(kind, readSum(in));
            }
            int gatheredKinds = in.readInt();
            for (int i = 0; i < gatheredKinds; i++) {
                SortedMap<Long, Vectors> byKey = new TreeMap<>();
                partial.gathered.put(in.readUTF(), byKey);
                int count = in.readInt();
                for (int j = 0; j < count; j++) {
                    long key = in.readLong();
                    byKey.put(key, Vectors.fromBytes(in.readNBytes(in.readInt())));
                }
            }
            ObjectInputStream objects = new ContextObjectInputStream(in);
            partial.rows.addAll((List<UnitRow>) objects.readObject());
            partial.own.putAll((Map<OwnKey, OwnRef>) objects.readObject());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot decode the results of a round's units", e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("driver and workers run different versions of Starling", e);
        }
        return partial;
    }

    private static void writeSum(DataOutputStream out, Sum sum) throws IOException {
        out.writeInt(sum.shift());
        out.writeLong(sum.weight());
        out.writeInt(sum.units());
        out.writeInt(sum.diverged());
        writeLongs(out, sum.weighted());
        writeLongs(out, sum.plain());
    }

    private static Sum readSum(DataInputStream in) throws IOException {
        int shift = in.readInt();
        long weight = in.readLong();
        int units = in.readInt();
        int diverged = in.readInt();
        Map<String, long[]> weighted = readLongs(in);
        return Sum.of(shift, weight, units, diverged, weighted, readLongs(in));
    }

    private static void writeLongs(DataOutputStream out, Map<String, long[]> byName) throws IOException {
        out.writeInt(byName.size());
        for (Map.Entry<String, long[]> entry : byName.entrySet()) {
            out.writeUTF(entry.getKey());
            ByteBuffer buffer = ByteBuffer.allocate(4 + 8 * entry.getValue().length);
            buffer.putInt(entry.getValue().length);
            buffer.asLongBuffer().put(entry.getValue());
            out.write(buffer.array());
        }
    }

    private static Map<String, long[]> readLongs(DataInputStream in) throws IOException {
        Map<String, long[]> byName = new TreeMap<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            String name = in.readUTF();
            long[] values = new long[in.readInt()];
            ByteBuffer.wrap(in.readNBytes(8 * values.length)).asLongBuffer().get(values);
            byName.put(name, values);
        }
        return byName;
    }
}
