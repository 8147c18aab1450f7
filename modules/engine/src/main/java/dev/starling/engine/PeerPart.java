package dev.starling.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a process tells its peers of its part of a round: which arrays it has, and everything but their elements, which are in it only
 * if they are few.
 *
 * @param round the number of the state that its units saw
 * @param plan of the whole round, as {@link RoundRequest#planHash()}
 * @param arrays what it has summed
 * @param part counts, gathered vectors, own states and rows, and the sums if they are few
 */
record PeerPart(int round, long plan, List<SummedArray> arrays, Partial part) {

    /** Sums up to this size travel with the message, from everyone to everyone. */
    static final int FEW_BYTES = 32 << 10;

    private static final String WHAT = "a peer's part of a round";

    /**
     * An array of a sum.
     *
     * @param kind of the units
     * @param weighted whether their elements count times their weight
     * @param name of the array
     * @param length in elements
     */
    record SummedArray(String kind, boolean weighted, String name, int length) {

        /** The array in a part of a round; zeros if no unit of that part has added to it. */
        long[] in(Partial part) {
            Sum sum = part.sumsByKind().get(kind);
            return (weighted ? sum.weighted() : sum.plain()).computeIfAbsent(name, absent -> new long[length]);
        }
    }

    static byte[] toBytes(RoundRequest request, long plan, Partial part) {
        boolean few = part.sumBytes() <= FEW_BYTES;
        return ObjectCodec.bytes(WHAT, few ? part.sumBytes() : 0, out -> {
            out.writeInt(request.state().round());
            out.writeLong(plan);
            writeArrays(out, part.sumsByKind());
            PartialBytes.writeSums(out, (few ? part : part.withoutArrays()).sumsByKind());
            PartialBytes.writeGathered(out, part.gatheredByKind());
            ObjectCodec.writeObject(out, part.ownByKey());
            ObjectCodec.writeObject(out, part.unitRows());
        });
    }

    /**
     * The inverse.
     *
     * @param withRows whether anybody asks for the rows
     */
    @SuppressWarnings("unchecked")
    static PeerPart fromBytes(byte[] bytes, boolean withRows) {
        return ObjectCodec.read(WHAT, bytes, in -> {
            int round = in.readInt();
            long plan = in.readLong();
            List<SummedArray> arrays = readArrays(in);
            SortedMap<String, Sum> sums = PartialBytes.readSums(in);
            SortedMap<String, SortedMap<Long, Vectors>> gathered = PartialBytes.readGathered(in);
            Map<OwnKey, OwnRef> own = ObjectCodec.readObject(in, TreeMap.class);
            List<UnitRow> rows = withRows ? ObjectCodec.readObject(in, ArrayList.class) : List.of();
            return new PeerPart(round, plan, arrays, Partial.of(sums, gathered, rows, own));
        });
    }

    private static void writeArrays(DataOutputStream out, SortedMap<String, Sum> sums) throws IOException {
        List<SummedArray> arrays = new ArrayList<>();
        sums.forEach((kind, sum) -> {
            sum.weighted().forEach((name, values) -> arrays.add(new SummedArray(kind, true, name, values.length)));
            sum.plain().forEach((name, values) -> arrays.add(new SummedArray(kind, false, name, values.length)));
        });
        out.writeInt(arrays.size());
        for (SummedArray array : arrays) {
            out.writeUTF(array.kind);
            out.writeBoolean(array.weighted);
            out.writeUTF(array.name);
            out.writeInt(array.length);
        }
    }

    private static List<SummedArray> readArrays(DataInputStream in) throws IOException {
        List<SummedArray> arrays = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            arrays.add(new SummedArray(in.readUTF(), in.readBoolean(), in.readUTF(), in.readInt()));
        }
        return arrays;
    }
}
