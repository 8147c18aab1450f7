package dev.starling.cluster;

import java.nio.ByteBuffer;

/**
 * The sum of everyone's vectors, in place, by a reduce-scatter and an all-gather on direct links, a chunk at a time. Peer q adds up the q-th
 * range of chunks: all others send him theirs of it (REDUCE), and as soon as a chunk is complete he sends it to all (SHARE). So each sends and
 * takes 2 (P - 1) / P of the vector, as in a ring, but in two hops.
 *
 * <p>One buffer is enough. What comes as SHARE overwrites a chunk of which REDUCE has been sent, since its owner could not complete it
 * otherwise; and REDUCE is never sent of the own range, in which alone is added.
 */
final class SumStep implements Step {
    private final Outbox out;
    private final Flat flat;
    private final Chunks all;
    private final int chunks;
    private final Chunks[] parts;
    private final Chunks[] sums;
    private final int[] added;
    private final int[] ready;
    private int readyCount;
    private final int[] reduced;
    private final int[] shared;
    private long left;

    /**
     * A sum.
     *
     * @param flat the own vector, of a length that is the same everywhere
     * @param size the longs of a chunk
     */
    SumStep(Outbox out, Flat flat, int size) {
        this.out = out;
        this.flat = flat;
        int peers = out.count();
        chunks = Chunks.count(flat.length(), size);
        all = new Chunks(flat.length(), size, 0, chunks);
        parts = new Chunks[peers];
        sums = new Chunks[peers];
        reduced = new int[peers];
        shared = new int[peers];
        int own = first(out.rank() + 1) - first(out.rank());
        added = new int[own];
        ready = new int[own];
        for (int peer = 0; peer < peers; peer++) {
            reduced[peer] = first(peer);
            parts[peer] = new Chunks(flat.length(), size, first(out.rank()), first(out.rank() + 1));
            sums[peer] = new Chunks(flat.length(), size, first(peer), first(peer + 1));
        }
        // Own chunks go out to all others; each of the others' goes out once and comes back once.
        left = (long) own * (peers - 1) + 2L * (chunks - own);
    }

    private int first(int peer) {
        return Chunks.firstOf(peer, out.count(), chunks);
    }

    @Override
    public int send() {
        int work = 0;
        for (int hop = 1; hop < out.count(); hop++) {
            int peer = (out.rank() + hop) % out.count();
            if (shared[peer] < readyCount && send(peer, Kind.SHARE, ready[shared[peer]])) {
                shared[peer]++;
                work++;
            }
            if (reduced[peer] < first(peer + 1) && send(peer, Kind.REDUCE, reduced[peer])) {
                reduced[peer]++;
                work++;
            }
        }
        left -= work;
        return work;
    }

    private boolean send(int peer, Kind kind, int chunk) {
        long offset = all.offset(chunk);
        int length = all.length(chunk);
        return out.send(peer, kind, offset, flat.length(), length * Long.BYTES, at -> flat.write(offset, length, at));
    }

    @Override
    public boolean accept(Frame frame, ByteBuffer payload) {
        return switch (frame.kind()) {
            case REDUCE -> add(frame, payload);
            case SHARE -> set(frame, payload);
            case GATHER, PULSE, LEAVE -> throw new Misplaced("%s in a sum".formatted(frame.kind()));
        };
    }

    private boolean add(Frame frame, ByteBuffer payload) {
        int chunk = take(parts[frame.sender()], frame, payload);
        if (chunk < 0) {
            return false;
        }
        flat.add(frame.offset(), payload);
        int own = chunk - first(out.rank());
        if (++added[own] == out.count() - 1) {
            ready[readyCount++] = chunk;
        }
        return true;
    }

    private boolean set(Frame frame, ByteBuffer payload) {
        int chunk = take(sums[frame.sender()], frame, payload);
        if (chunk < 0) {
            return false;
        }
        if (chunk >= reduced[frame.sender()]) {
            throw new Misplaced("the sum of chunk %s, before the own part of it was sent".formatted(chunk));
        }
        flat.set(frame.offset(), payload);
        left--;
        return true;
    }

    private static int take(Chunks chunks, Frame frame, ByteBuffer payload) {
        if (payload.remaining() % Long.BYTES != 0) {
            throw new Misplaced("%s bytes are no longs".formatted(payload.remaining()));
        }
        return chunks.take(frame.offset(), frame.total(), payload.remaining() / Long.BYTES);
    }

    @Override
    public boolean done() {
        return left == 0;
    }

    @Override
    public boolean open(int peer) {
        boolean taken = reduced[peer] == first(peer + 1) && shared[peer] == ready.length;
        return peer != out.rank() && !(taken && parts[peer].complete() && sums[peer].complete());
    }

    @Override
    public String toString() {
        return "sum";
    }
}
