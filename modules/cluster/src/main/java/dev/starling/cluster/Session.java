package dev.starling.cluster;

import dev.starling.cluster.Decoded.Accepted;
import dev.starling.cluster.Decoded.Later;
import dev.starling.cluster.Decoded.Refused;
import dev.starling.engine.Peers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt of one block among its peers. Steps are numbered: each verb takes the next, on all peers alike. One thread at a time
 * calls the verbs; they poll the network while they wait, and run the caller's stop check, which may throw. Close it in any case;
 * where the caller fails between two verbs, {@link #leave} first, so that the peers need not find out by silence.
 *
 * <p>A peer is lost if a step waits for it, to send or to take, and nothing at all, not even a pulse, has come from it for the peer
 * timeout since the wait began. There is no limit on how long it computes. A process that did not run itself for a while begins to wait
 * anew. A peer is lost too if it leaves, if frames of it are missing, or if it sends what cannot be.
 */
public final class Session implements Peers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final long CHECK_NANOS = 5_000_000;
    private static final long LEAVE_NANOS = 200_000_000;
    private static final int LONGEST_SENTENCE = 1000;

    /** What a session belongs to; {@code ended} is told once when it is closed. */
    record Place(
            BlockKey key,
            List<Peer> peers,
            int rank,
            Duration peerTimeout,
            TrafficCounters traffic,
            Consumer<Session> ended) {}

    private final Place place;
    private final Wire wire;
    private final FrameCodec codec;
    private final Runnable stop;
    private final Outbox outbox = new Links();
    private final int chunkLongs;
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLongArray sent;
    private final AtomicLongArray codes;
    private final long[] received;
    private final long[] heard;
    private volatile int stepIndex = -1;
    private volatile boolean closed;
    private Step step;
    private long preflightDeadline;
    private boolean inPreflight;
    private String failure;
    private boolean left;
    private long checked = System.nanoTime();

    Session(Place place, Wire wire, FrameCodec codec, Runnable stop) {
        this.place = place;
        this.wire = wire;
        this.codec = codec;
        this.stop = stop;
        chunkLongs = (wire.maxFrame() - FrameCodec.overhead()) / Long.BYTES / 8 * 8;
        int count = place.peers().size();
        sent = new AtomicLongArray(count);
        codes = new AtomicLongArray(count);
        received = new long[count];
        heard = new long[count];
    }

    @Override
    public int rank() {
        return place.rank();
    }

    @Override
    public int count() {
        return place.peers().size();
    }

    /** {@inheritDoc} A message has at most 2^30 bytes. */
    @Override
    public List<byte[]> gather(byte[] mine) {
        GatherStep gather = new GatherStep(outbox, mine, chunkLongs * Long.BYTES);
        run(gather);
        return gather.messages();
    }

    @Override
    public void sum(List<long[]> arrays) {
        Flat flat = new Flat(arrays);
        if (flat.length() > 0) {
            run(new SumStep(outbox, flat, chunkLongs));
        }
    }

    /** Proves both ways to every peer, within the timeout. */
    void preflight(Duration timeout) {
        inPreflight = true;
        preflightDeadline = System.nanoTime() + timeout.toNanos();
        byte[] hello =
                ByteBuffer.allocate(8).putInt(wire.maxFrame()).putInt(count()).array();
        List<byte[]> hellos = gather(hello);
        for (int peer = 0; peer < count(); peer++) {
            if (!Arrays.equals(hellos.get(peer), hello)) {
                throw lost(
                        "%s has other frames than the %s bytes here: give all executors the same mtu"
                                .formatted(peer(peer), wire.maxFrame()),
                        List.of());
            }
        }
        inPreflight = false;
    }

    private void run(Step next) {
        if (failure != null || closed) {
            throw new IllegalStateException("%s: this attempt is over: %s".formatted(place.key(), failure));
        }
        step = next;
        stepIndex++;
        long awake = System.nanoTime();
        Arrays.fill(heard, awake);
        try {
            while (!next.done()) {
                wire.idle(next.send() + wire.poll(this::accept));
                long now = System.nanoTime();
                excuse(now - awake, now);
                awake = now;
                if (now - checked > CHECK_NANOS) {
                    checked = now;
                    check(now);
                }
            }
        } catch (RuntimeException | Error e) {
            failure = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw e;
        }
    }

    /** Who did not run itself accuses nobody: what came meanwhile is still to be taken. */
    private void excuse(long gap, long now) {
        if (gap > place.peerTimeout().toNanos() / 4) {
            Arrays.fill(heard, now);
            preflightDeadline += gap;
        }
    }

    private void check(long now) {
        stop.run();
        if (inPreflight) {
            if (now > preflightDeadline) {
                throw noAnswer();
            }
            return;
        }
        for (int peer = 0; peer < count(); peer++) {
            long silent = now - heard[peer];
            if (silent > place.peerTimeout().toNanos() && step.open(peer)) {
                throw lost(
                        String.format(Locale.ROOT, "%s has been silent for %.1f s", peer(peer), silent / 1e9)
                                + way(peer),
                        List.of(peer(peer).executor()));
            }
        }
    }

    private PeerLost noAnswer() {
        List<Integer> mute =
                IntStream.range(0, count()).filter(step::open).boxed().toList();
        int first = mute.isEmpty() ? (rank() + 1) % count() : mute.get(0);
        return lost(
                "UDP from executor %s to %s gets no answer"
                                .formatted(peer(rank()).executor(), peer(first))
                        + way(first),
                mute.stream().map(peer -> peer(peer).executor()).toList());
    }

    private boolean accept(ByteBuffer bytes) {
        Decoded decoded = codec.read(bytes, stepIndex);
        if (decoded instanceof Later later) {
            if (!skipsThisStep(later.sender())) {
                return false;
            }
            // Before it ends the attempt it must be a frame of ours, whole.
            decoded = codec.read(bytes, Integer.MAX_VALUE);
            if (decoded instanceof Accepted) {
                throw lost(
                        "%s is a step further, but some of its frames of this step were lost"
                                .formatted(peer(later.sender())),
                        List.of());
            }
        }
        if (decoded instanceof Refused refused) {
            refuse(refused);
        } else if (decoded instanceof Accepted accepted) {
            take(accepted.frame(), accepted.payload());
        }
        return true;
    }

    /** A peer leaves a step when it has sent and taken all, and what it sends stays in order: else frames were lost. */
    private boolean skipsThisStep(int sender) {
        return sender >= 0 && sender < count() && step.open(sender);
    }

    private void refuse(Refused refused) {
        if (refused.reason().fatal()) {
            throw lost("a peer's frame cannot be used: " + refused.sentence(), List.of());
        }
        place.traffic().refused.increment();
        LOG.debug("{}: dropped a frame: {}", place.key(), refused.sentence());
    }

    private void take(Frame frame, ByteBuffer payload) {
        int sender = frame.sender();
        if (sender >= count() || sender == rank()) {
            throw lost("a frame says that it comes from rank %s, of %s".formatted(sender, count()), List.of());
        }
        heard[sender] = System.nanoTime();
        place.traffic().framesReceived.increment();
        switch (frame.kind()) {
            case PULSE -> nothingMissing(frame);
            case LEAVE ->
                throw lost("%s gave up: %s".formatted(peer(sender), StandardCharsets.UTF_8.decode(payload)), List.of());
            case GATHER, REDUCE, SHARE -> takeInStep(frame, payload);
        }
    }

    private void nothingMissing(Frame pulse) {
        long missing = pulse.total() - received[pulse.sender()];
        if (missing > 0) {
            throw lost("%s frames of %s were lost or damaged".formatted(missing, peer(pulse.sender())), List.of());
        }
    }

    private void takeInStep(Frame frame, ByteBuffer payload) {
        try {
            if (frame.step() == stepIndex && step.accept(frame, payload)) {
                received[frame.sender()]++;
            } else {
                place.traffic().repeated.increment();
            }
        } catch (Misplaced e) {
            throw lost("%s sent what cannot be: %s".formatted(peer(frame.sender()), e.getMessage()), List.of());
        }
    }

    /** Tells all peers that this process is alive, from any thread. What cannot be sent at once is not sent. */
    void pulse() {
        for (int peer = 0; peer < count() && !closed; peer++) {
            if (peer != rank()) {
                send(peer, Kind.PULSE, 0, sent.get(peer), 0, at -> {});
            }
        }
    }

    /** Gives up: tells all peers why, so that they stop waiting at once. After this the session can only be closed. */
    public void leave(String why) {
        if (left || closed) {
            return;
        }
        left = true;
        if (failure == null) {
            failure = why;
        }
        byte[] sentence = why.getBytes(StandardCharsets.UTF_8);
        int bytes = Math.min(sentence.length, Math.min(LONGEST_SENTENCE, chunkLongs * Long.BYTES));
        long deadline = System.nanoTime() + LEAVE_NANOS;
        for (int peer = 0; peer < count(); peer++) {
            while (peer != rank()
                    && !sendsOrNever(send(peer, Kind.LEAVE, 0, bytes, bytes, at -> at.put(sentence, 0, bytes)))
                    && System.nanoTime() < deadline) {
                wire.idle(0);
            }
        }
    }

    private static boolean sendsOrNever(long code) {
        return code != Wire.BACK_PRESSURED && code != Wire.ADMIN_ACTION;
    }

    /** Ends the attempt; if one of its verbs failed, the peers are told. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (failure != null) {
            leave(failure);
        }
        closed = true;
        place.ended().accept(this);
    }

    private long send(int peer, Kind kind, long offset, long total, int bytes, Consumer<ByteBuffer> payload) {
        int length = codec.length(bytes);
        long code = wire.send(peer, length, at -> {
            Frame frame = new Frame(kind, rank(), Math.max(stepIndex, 0), offset, total, sequence.incrementAndGet());
            codec.write(at, frame, payload, bytes);
        });
        codes.lazySet(peer, code);
        if (code > 0) {
            place.traffic().framesSent.increment();
            place.traffic().bytesSent.add(length);
        } else if (code == Wire.BACK_PRESSURED) {
            place.traffic().backPressured.increment();
        }
        return code;
    }

    private PeerLost lost(String what, List<String> suspects) {
        return new PeerLost("%s; %s, step %s, %s".formatted(what, place.key(), stepIndex, step), suspects, inPreflight);
    }

    private Peer peer(int rank) {
        return place.peers().get(rank);
    }

    private String way(int peer) {
        return " (%s, last code %s)".formatted(wire.describe(peer), Wire.name(codes.get(peer)));
    }

    /** The frames of steps: counted for each peer, so that a pulse can say how many there must be. */
    private final class Links implements Outbox {

        @Override
        public int rank() {
            return Session.this.rank();
        }

        @Override
        public int count() {
            return Session.this.count();
        }

        @Override
        public boolean send(int peer, Kind kind, long offset, long total, int bytes, Consumer<ByteBuffer> payload) {
            long code = Session.this.send(peer, kind, offset, total, bytes, payload);
            if (code > 0) {
                sent.incrementAndGet(peer);
            } else if (code == Wire.CLOSED || code == Wire.MAX_POSITION_EXCEEDED) {
                throw lost("cannot send to " + peer(peer) + way(peer), List.of());
            }
            return code > 0;
        }
    }
}
