package dev.starling.cluster;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Everyone's message to everyone, in chunks. */
final class GatherStep implements Step {
    private static final long LONGEST = 1L << 30;

    private final Outbox out;
    private final int size;
    private final byte[][] messages;
    private final Chunks[] coming;
    private final Chunks mine;
    private final int chunks;
    private final int[] sent;
    private int left;

    /**
     * A message to all.
     *
     * @param size the bytes of a chunk
     */
    GatherStep(Outbox out, byte[] message, int size) {
        this.out = out;
        this.size = size;
        messages = new byte[out.count()][];
        messages[out.rank()] = message;
        coming = new Chunks[out.count()];
        chunks = chunks(message.length);
        mine = new Chunks(message.length, size, 0, chunks);
        sent = new int[out.count()];
        left = (out.count() - 1) * (chunks + 1);
    }

    /** All messages by rank, when done. */
    List<byte[]> messages() {
        return Arrays.asList(messages);
    }

    @Override
    public int send() {
        int work = 0;
        for (int peer = 0; peer < out.count(); peer++) {
            if (peer != out.rank() && sent[peer] < chunks && send(peer, sent[peer])) {
                sent[peer]++;
                left--;
                work++;
            }
        }
        return work;
    }

    private boolean send(int peer, int chunk) {
        byte[] message = messages[out.rank()];
        int offset = (int) mine.offset(chunk);
        int length = mine.length(chunk);
        return out.send(peer, Kind.GATHER, offset, message.length, length, at -> at.put(message, offset, length));
    }

    @Override
    public boolean accept(Frame frame, ByteBuffer payload) {
        int sender = frame.sender();
        if (frame.kind() != Kind.GATHER || frame.total() > LONGEST) {
            throw new Misplaced(
                    "%s of %s bytes, in a gather of at most %s".formatted(frame.kind(), frame.total(), LONGEST));
        }
        if (messages[sender] == null) {
            messages[sender] = new byte[(int) frame.total()];
            coming[sender] = new Chunks(frame.total(), size, 0, chunks(frame.total()));
        }
        int length = payload.remaining();
        if (coming[sender].take(frame.offset(), frame.total(), length) < 0) {
            return false;
        }
        payload.get(messages[sender], (int) frame.offset(), length);
        if (coming[sender].complete()) {
            left--;
        }
        return true;
    }

    @Override
    public boolean done() {
        return left == 0;
    }

    @Override
    public boolean open(int peer) {
        return peer != out.rank() && (sent[peer] < chunks || coming[peer] == null || !coming[peer].complete());
    }

    @Override
    public String toString() {
        return "gather";
    }

    /** An empty message is one empty chunk, so that its coming is noted. */
    private int chunks(long bytes) {
        return Math.max(1, Chunks.count(bytes, size));
    }
}
