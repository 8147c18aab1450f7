package dev.starling.cluster;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Wires between threads, as unkind as is allowed: frames of one sender stay in order, but may be repeated, withheld for a while, and come
 * before or after those of others; sending is refused now and then.
 */
final class MemoryNetwork {
    static final int MAX_FRAME = FrameCodec.overhead() + 64 * Long.BYTES;
    private static final int CAPACITY = 32;

    private final Deque<byte[]>[][] links;
    private final SplittableRandom seeds;
    private final boolean unkind;
    private UnaryOperator<byte[]> onTheWay = frame -> frame;

    @SuppressWarnings({"unchecked", "rawtypes"})
    MemoryNetwork(int peers, long seed, boolean unkind) {
        links = new Deque[peers][peers];
        for (Deque<byte[]>[] row : links) {
            for (int to = 0; to < peers; to++) {
                row[to] = new ArrayDeque<>();
            }
        }
        seeds = new SplittableRandom(seed);
        this.unkind = unkind;
    }

    /** Changes frames between sending and receiving; null loses them. */
    void onTheWay(UnaryOperator<byte[]> change) {
        onTheWay = change;
    }

    /** Frames that nobody has taken yet. */
    int waiting(int from, int to) {
        synchronized (links[from][to]) {
            return links[from][to].size();
        }
    }

    /** Lets a frame arrive that nobody sent. */
    void inject(int from, int to, byte[] frame) {
        synchronized (links[from][to]) {
            links[from][to].add(frame);
        }
    }

    synchronized Wire wire(int rank) {
        return new MemoryWire(rank, seeds.split());
    }

    private final class MemoryWire implements Wire {
        private final int rank;
        private final SplittableRandom random;

        MemoryWire(int rank, SplittableRandom random) {
            this.rank = rank;
            this.random = random;
        }

        @Override
        public int maxFrame() {
            return MAX_FRAME;
        }

        @Override
        public long send(int peer, int bytes, Consumer<ByteBuffer> fill) {
            Deque<byte[]> link = links[rank][peer];
            synchronized (link) {
                boolean twice;
                synchronized (random) {
                    if (link.size() >= CAPACITY || unkind && random.nextInt(10) == 0) {
                        return random.nextBoolean() ? BACK_PRESSURED : ADMIN_ACTION;
                    }
                    twice = unkind && random.nextInt(10) == 0;
                }
                ByteBuffer room = ByteBuffer.allocate(bytes + 16).position(8).limit(8 + bytes);
                fill.accept(room);
                byte[] frame = new byte[bytes];
                room.get(8, frame);
                byte[] arrives = onTheWay.apply(frame);
                if (arrives != null) {
                    link.add(arrives);
                    if (twice) {
                        link.add(arrives);
                    }
                }
            }
            return bytes;
        }

        @Override
        public int poll(Receiver receiver) {
            int work = 0;
            int first = links.length == 1 ? 0 : next(links.length);
            for (int n = 0; n < links.length; n++) {
                Deque<byte[]> link = links[(first + n) % links.length][rank];
                int most = unkind ? next(4) : 10;
                synchronized (link) {
                    while (most-- > 0 && !link.isEmpty() && receiver.accept(ByteBuffer.wrap(link.peek()))) {
                        link.remove();
                        work++;
                    }
                }
            }
            return work;
        }

        private int next(int bound) {
            synchronized (random) {
                return random.nextInt(bound);
            }
        }

        @Override
        public void idle(int workDone) {
            if (workDone == 0) {
                Thread.yield();
            }
        }

        @Override
        public String describe(int peer) {
            return "memory to " + peer;
        }
    }
}
