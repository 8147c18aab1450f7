package dev.starling.cluster;

import java.util.BitSet;

/**
 * The chunks that one sender owes in one step: a whole of some elements is cut at multiples of a fixed size, and the sender owes a
 * range of the pieces. Each counts once.
 */
final class Chunks {
    private final long total;
    private final int size;
    private final int from;
    private final int to;
    private final BitSet come = new BitSet();

    /**
     * Chunks that are owed.
     *
     * @param total elements of the whole
     * @param size elements of a chunk; the last may be shorter
     * @param from the first chunk that is owed
     * @param to one after the last
     */
    Chunks(long total, int size, int from, int to) {
        this.total = total;
        this.size = size;
        this.from = from;
        this.to = to;
    }

    /** Into how many chunks so many elements are cut. */
    static int count(long total, int size) {
        return Math.toIntExact((total + size - 1) / size);
    }

    /** The first chunk of a peer's range: ranges differ by one chunk at most. */
    static int firstOf(int peer, int peers, int chunks) {
        return (int) ((long) chunks * peer / peers);
    }

    /** Where a chunk starts. */
    long offset(int chunk) {
        return (long) chunk * size;
    }

    /** The elements of a chunk. */
    int length(int chunk) {
        return (int) Math.min(size, total - offset(chunk));
    }

    /**
     * Notes a chunk.
     *
     * @return its number, or -1 if it has come before
     * @throws Misplaced where it is not owed, or not cut as it must be
     */
    int take(long offset, long ofTotal, int length) {
        int chunk = (int) Math.min(offset / size, Integer.MAX_VALUE);
        if (ofTotal != total || offset % size != 0 || chunk < from || chunk >= to || length != length(chunk)) {
            throw new Misplaced(("a chunk of %s at %s of %s; expected are chunks %s to %s of %s elements, of %s in all")
                    .formatted(length, offset, ofTotal, from, to - 1, size, total));
        }
        if (come.get(chunk)) {
            return -1;
        }
        come.set(chunk);
        return chunk;
    }

    /** Whether all have come. */
    boolean complete() {
        return come.cardinality() == to - from;
    }
}
