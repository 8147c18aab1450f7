package dev.starling.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the sums and gathered vectors of a {@link Partial} are written. */
final class PartialBytes {

    private PartialBytes() {}

    static void writeSums(DataOutputStream out, SortedMap<String, Sum> sums) throws IOException {
        out.writeInt(sums.size());
        for (Map.Entry<String, Sum> entry : sums.entrySet()) {
            Sum sum = entry.getValue();
            out.writeUTF(entry.getKey());
            out.writeInt(sum.shift());
            out.writeLong(sum.weight());
            out.writeInt(sum.units());
            out.writeInt(sum.diverged());
            writeArrays(out, sum.weighted());
            writeArrays(out, sum.plain());
        }
    }

    static TreeMap<String, Sum> readSums(DataInputStream in) throws IOException {
        TreeMap<String, Sum> sums = new TreeMap<>();
        int kinds = in.readInt();
        for (int i = 0; i < kinds; i++) {
            String kind = in.readUTF();
            int shift = in.readInt();
            long weight = in.readLong();
            int units = in.readInt();
            int diverged = in.readInt();
            Map<String, long[]> weighted = readArrays(in);
            sums.put(kind, Sum.of(shift, weight, units, diverged, weighted, readArrays(in)));
        }
        return sums;
    }

    static void writeGathered(DataOutputStream out, SortedMap<String, SortedMap<Long, Vectors>> gathered)
            throws IOException {
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
    }

    static TreeMap<String, SortedMap<Long, Vectors>> readGathered(DataInputStream in) throws IOException {
        TreeMap<String, SortedMap<Long, Vectors>> gathered = new TreeMap<>();
        int kinds = in.readInt();
        for (int i = 0; i < kinds; i++) {
            SortedMap<Long, Vectors> byKey = new TreeMap<>();
            gathered.put(in.readUTF(), byKey);
            int count = in.readInt();
            for (int j = 0; j < count; j++) {
                long key = in.readLong();
                byKey.put(key, Vectors.fromBytes(in.readNBytes(in.readInt())));
            }
        }
        return gathered;
    }

    private static void writeArrays(DataOutputStream out, Map<String, long[]> byName) throws IOException {
        out.writeInt(byName.size());
        for (Map.Entry<String, long[]> entry : byName.entrySet()) {
            out.writeUTF(entry.getKey());
            ByteBuffer buffer = ByteBuffer.allocate(4 + 8 * entry.getValue().length);
            buffer.putInt(entry.getValue().length);
            buffer.asLongBuffer().put(entry.getValue());
            out.write(buffer.array());
        }
    }

    private static Map<String, long[]> readArrays(DataInputStream in) throws IOException {
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
