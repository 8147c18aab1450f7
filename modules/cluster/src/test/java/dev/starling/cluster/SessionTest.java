package dev.starling.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SessionTest {
    private static final int CHUNK = 64;
    private static final long DRIVER = 9L << 32;
    private static final Runnable NO_STOP = () -> {};
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(800);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final TrafficCounters traffic = new TrafficCounters(() -> 0);

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @ParameterizedTest(name = "{0} peers, sealed: {1}")
    @CsvSource({"1,false", "2,false", "2,true", "3,false", "4,false", "4,true", "5,false"})
    void sumsAndMessagesAreExactOnUnkindWires(int peers, boolean sealed) throws Exception {
        MemoryNetwork network = new MemoryNetwork(peers, 100 + peers, true);
        together(peers, rank -> {
            try (Session session = session(network, peers, rank, 1, sealed, NO_STOP)) {
                session.preflight(Duration.ofSeconds(20));
                for (int length : new int[] {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK, 100_000}) {
                    List<byte[]> messages = session.gather(message(rank, length));
                    for (int peer = 0; peer < peers; peer++) {
                        assertThat(messages.get(peer)).isEqualTo(message(peer, length));
                    }
                    long[] vector = vector(rank, length);
                    session.sum(List.of(vector));
                    assertThat(vector).isEqualTo(sum(peers, length));
                }
                return true;
            }
        });
        assertThat(traffic.repeated()).matches(repeated -> peers == 1 || repeated > 0);
        assertThat(traffic.refused()).isZero();
    }

    @Test
    void arraysAreAddedEachForItself() throws Exception {
        MemoryNetwork network = new MemoryNetwork(3, 7, true);
        int length = 12_345;
        together(3, rank -> {
            try (Session session = session(network, 3, rank, 1, false, NO_STOP)) {
                long[] vector = vector(rank, length);
                long[] head = Arrays.copyOf(vector, 100);
                long[] tail = Arrays.copyOfRange(vector, 100, length);
                session.sum(List.of(new long[0], head, new long[0], tail, new long[0]));
                long[] expected = sum(3, length);
                assertThat(head).isEqualTo(Arrays.copyOf(expected, 100));
                assertThat(tail).isEqualTo(Arrays.copyOfRange(expected, 100, length));
                return true;
            }
        });
    }

    @Test
    void aPeerThatIsStillInAnEarlierAttemptIsRefusedAndTheSumIsRight() throws Exception {
        MemoryNetwork network = new MemoryNetwork(2, 3, false);
        Session paused = session(network, 2, 1, 1, false, NO_STOP, SHORT);
        Future<?> old = threads.submit(() -> paused.sum(List.of(vector(1, 500))));
        while (network.waiting(1, 0) == 0) {
            Thread.onSpinWait();
        }
        List<long[]> come = together(2, rank -> {
            try (Session session = session(network, 2, rank, 2, false, NO_STOP)) {
                long[] ones = new long[500];
                Arrays.fill(ones, 1);
                session.sum(List.of(ones));
                return ones;
            }
        });
        assertThat(come).allSatisfy(sum -> assertThat(sum).containsOnly(2));
        assertThat(traffic.refused()).isPositive();
        assertThatThrownBy(old::get).hasCauseInstanceOf(PeerLost.class);
    }

    @Test
    void aPeerThatLeavesEndsTheWaitAndIsNoSuspect() throws Exception {
        MemoryNetwork network = new MemoryNetwork(3, 3, false);
        List<PeerLost> lost = together(3, rank -> {
            try (Session session = session(network, 3, rank, 1, false, NO_STOP)) {
                if (rank == 1) {
                    session.leave("client 17 has no data");
                    return null;
                }
                return catchThrowableOfType(PeerLost.class, () -> session.gather(new byte[5]));
            }
        });
        assertThat(lost.get(0)).hasMessageContaining("executor e1 at 127.0.0.1:4001 gave up: client 17 has no data");
        assertThat(lost.get(0).suspects()).isEmpty();
        assertThat(lost.get(0).preflight()).isFalse();
        assertThat(lost.get(2)).hasMessageContaining("gave up");
    }

    @Test
    void whoFailsTellsTheOthersWhenItCloses() throws Exception {
        MemoryNetwork network = new MemoryNetwork(2, 3, false);
        List<Throwable> ends = together(2, rank -> {
            Runnable stop = () -> {
                if (rank == 0) {
                    throw new CancellationException("the task was killed");
                }
            };
            try (Session session = session(network, 2, rank, 1, false, stop)) {
                return catchThrowableOfType(RuntimeException.class, () -> {
                    while (true) {
                        session.gather(new byte[0]);
                    }
                });
            }
        });
        assertThat(ends.get(0)).isInstanceOf(CancellationException.class);
        assertThat(ends.get(1)).isInstanceOf(PeerLost.class).hasMessageContaining("the task was killed");
    }

    @Test
    void aSilentPeerIsNamed() {
        MemoryNetwork network = new MemoryNetwork(3, 3, false);
        try (Session session = session(network, 3, 0, 1, false, NO_STOP, SHORT)) {
            Session alive = session(network, 3, 1, 1, false, NO_STOP);
            Future<?> pulses = threads.submit(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    alive.pulse();
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                return null;
            });
            PeerLost lost = catchThrowableOfType(PeerLost.class, () -> session.sum(List.of(new long[1000])));
            pulses.cancel(true);
            assertThat(lost.suspects()).containsExactly("e2");
            assertThat(lost)
                    .hasMessageContaining("executor e2 at 127.0.0.1:4002 has been silent for ")
                    .hasMessageContaining("block 4 of fedavg-seed0, attempt 1, step 0, sum")
                    .hasMessageContaining("memory to 2");
            assertThatThrownBy(() -> session.gather(new byte[0]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("this attempt is over");
        }
    }

    @Test
    void whoIsNotHeardBeforeTheStartIsAMatterOfTheNetwork() {
        MemoryNetwork network = new MemoryNetwork(2, 3, false);
        try (Session session = session(network, 2, 0, 1, false, NO_STOP)) {
            PeerLost lost = catchThrowableOfType(PeerLost.class, () -> session.preflight(Duration.ofMillis(200)));
            assertThat(lost.preflight()).isTrue();
            assertThat(lost.suspects()).containsExactly("e1");
            assertThat(lost)
                    .hasMessageContaining("UDP from executor e0 to executor e1 at 127.0.0.1:4001 gets no answer");
        }
    }

    @Test
    void theStopCheckEndsAWaitSoon() {
        MemoryNetwork network = new MemoryNetwork(2, 3, false);
        long began = System.nanoTime();
        Runnable stop = () -> {
            if (System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(50)) {
                throw new CancellationException("stop");
            }
        };
        try (Session session = session(network, 2, 0, 1, false, stop)) {
            assertThatThrownBy(() -> session.gather(new byte[0])).isInstanceOf(CancellationException.class);
        }
        // The wait itself ends within milliseconds; up to 200 more go into telling a peer that takes nothing.
        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.MILLISECONDS.toNanos(1000));
    }

    @Test
    void aDamagedFrameFailsTheBlock() throws Exception {
        PeerLost lost = spoiled(frame -> {
            frame[frame.length - 1] ^= 1;
            return frame;
        });
        assertThat(lost).hasMessageContaining("checksum");
    }

    @Test
    void aLostFrameFailsTheBlockAlthoughPulsesGoOn() throws Exception {
        PeerLost lost = spoiled(frame -> null);
        assertThat(lost).hasMessageContaining("frames of executor e1 at 127.0.0.1:4001 were lost");
        assertThat(lost.suspects()).isEmpty();
    }

    @Test
    void aFrameThatCameTwiceDoesNotHideThatAnotherWasLost() throws Exception {
        PeerLost lost = spoiled((before, frame) -> before);
        assertThat(lost).hasMessageContaining("1 frames of executor e1 at 127.0.0.1:4001 were lost");
    }

    @Test
    void aPeerThatHasSentAllAndTakesNothingIsSilentTooInASum() throws Exception {
        MemoryNetwork network = new MemoryNetwork(2, 3, false);
        int chunks = 30;
        long total = 2L * chunks * CHUNK;
        try (Session session = session(network, 2, 0, 1, false, NO_STOP, SHORT)) {
            Future<PeerLost> lost = threads.submit(() ->
                    catchThrowableOfType(PeerLost.class, () -> session.sum(List.of(new long[(int) total]))));
            while (network.waiting(0, 1) < chunks) {
                Thread.onSpinWait();
            }
            for (int chunk = 0; chunk < 2 * chunks; chunk++) {
                Kind kind = chunk < chunks ? Kind.REDUCE : Kind.SHARE;
                inject(network, "run", new Frame(kind, 1, 0, (long) chunk * CHUNK, total, chunk), CHUNK * Long.BYTES);
            }
            assertThat(lost.get(10, TimeUnit.SECONDS).suspects()).containsExactly("e1");
        }
    }

    @Test
    void aPeerThatHasSentAllAndTakesNothingIsSilentTooInAGather() throws Exception {
        MemoryNetwork network = new MemoryNetwork(2, 3, false);
        inject(network, "run", new Frame(Kind.GATHER, 1, 0, 0, 64, 1));
        try (Session session = session(network, 2, 0, 1, false, NO_STOP, SHORT)) {
            Future<PeerLost> lost =
                    threads.submit(() -> catchThrowableOfType(PeerLost.class, () -> session.gather(new byte[100_000])));
            assertThat(lost.get(10, TimeUnit.SECONDS))
                    .hasMessageContaining("has been silent")
                    .hasMessageContaining("last code ");
        }
    }

    @Test
    void aPeerThatPulsesAndTakesNothingYetIsWaitedFor() throws Exception {
        MemoryNetwork network = new MemoryNetwork(2, 3, false);
        List<Integer> come = together(2, rank -> {
            try (Session session = session(network, 2, rank, 1, false, NO_STOP, SHORT)) {
                if (rank == 1) {
                    long busy = System.nanoTime() + 2 * SHORT.toNanos();
                    while (System.nanoTime() < busy) {
                        session.pulse();
                        Thread.onSpinWait();
                    }
                }
                return session.gather(new byte[100_000]).get(1 - rank).length;
            }
        });
        assertThat(come).containsOnly(100_000);
    }

    @Test
    void whoDidNotRunItselfAccusesNobody() throws Exception {
        MemoryNetwork network = new MemoryNetwork(2, 3, false);
        AtomicBoolean paused = new AtomicBoolean();
        Session other = session(network, 2, 1, 1, false, NO_STOP);
        Runnable pauses = () -> {
            if (paused.compareAndSet(false, true)) {
                sleep(SHORT.toMillis() + 200);
                // The other runs again too, and a little later.
                threads.execute(() -> {
                    sleep(200);
                    other.gather(new byte[3]);
                });
            }
        };
        try (Session session = session(network, 2, 0, 1, false, pauses, SHORT)) {
            assertThat(session.gather(new byte[0]).get(1)).hasSize(3);
        }
        assertThat(paused).isTrue();
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aMisplacedChunkFailsTheBlock() {
        MemoryNetwork network = new MemoryNetwork(2, 3, false);
        for (long offset : new long[] {1, 64, 1 << 20}) {
            inject(network, "run", new Frame(Kind.REDUCE, 1, 0, offset, 100, 1));
            try (Session session = session(network, 2, 0, 1, false, NO_STOP)) {
                PeerLost lost = catchThrowableOfType(PeerLost.class, () -> session.sum(List.of(new long[100])));
                assertThat(lost)
                        .hasMessageContaining("executor e1")
                        .hasMessageContaining("sent what cannot be: a chunk of 8");
            }
        }
    }

    @Test
    void aMessageThatNobodyCouldSendFailsTheBlock() {
        MemoryNetwork network = new MemoryNetwork(2, 3, false);
        inject(network, "run", new Frame(Kind.GATHER, 1, 0, 0, 1L << 40, 1));
        try (Session session = session(network, 2, 0, 1, false, NO_STOP)) {
            PeerLost lost = catchThrowableOfType(PeerLost.class, () -> session.gather(new byte[1]));
            assertThat(lost).hasMessageContaining("GATHER of 1099511627776 bytes");
        }
    }

    @Test
    void aFrameOfAnotherRunIsDroppedAndCounted() throws Exception {
        MemoryNetwork network = new MemoryNetwork(2, 3, false);
        inject(network, "another run", new Frame(Kind.REDUCE, 1, 0, 0, 100, 1));
        requireSumOfZeros(network, false);
        assertThat(traffic.refused()).isEqualTo(1);
    }

    @Test
    void aFrameWithoutASealIsDroppedEvenIfItSaysThatItIsAStepFurther() throws Exception {
        MemoryNetwork network = new MemoryNetwork(2, 3, false);
        inject(network, "run", new Frame(Kind.REDUCE, 1, 7, 0, 100, 1));
        requireSumOfZeros(network, true);
        assertThat(traffic.refused()).isEqualTo(1);
    }

    private void requireSumOfZeros(MemoryNetwork network, boolean sealed) throws Exception {
        List<long[]> come = together(2, rank -> {
            try (Session session = session(network, 2, rank, 1, sealed, NO_STOP)) {
                long[] vector = new long[100];
                session.sum(List.of(vector));
                return vector;
            }
        });
        assertThat(come).allSatisfy(sum -> assertThat(sum).containsOnly(0));
    }

    /** What rank 0 sees when the third frame that rank 1 sends is changed. */
    private PeerLost spoiled(Function<byte[], byte[]> change) throws Exception {
        return spoiled((before, frame) -> change.apply(frame));
    }

    /** The same; the second frame is given too. */
    private PeerLost spoiled(BinaryOperator<byte[]> change) throws Exception {
        MemoryNetwork network = new MemoryNetwork(2, 3, false);
        List<byte[]> sent = new ArrayList<>();
        network.onTheWay(frame -> {
            if (frame[4] != 1 || frame[3] == Kind.PULSE.code()) {
                return frame;
            }
            sent.add(frame);
            return sent.size() == 3 ? change.apply(sent.get(1), frame) : frame;
        });
        return together(2, rank -> {
                    try (Session session = session(network, 2, rank, 1, false, NO_STOP)) {
                        Future<?> pulses = threads.submit(() -> {
                            while (!Thread.currentThread().isInterrupted()) {
                                session.pulse();
                                TimeUnit.MILLISECONDS.sleep(20);
                            }
                            return null;
                        });
                        try {
                            return catchThrowableOfType(PeerLost.class, () -> session.sum(List.of(new long[5000])));
                        } finally {
                            pulses.cancel(true);
                        }
                    }
                })
                .get(0);
    }

    private static void inject(MemoryNetwork network, String run, Frame frame) {
        inject(network, run, frame, 64);
    }

    private static void inject(MemoryNetwork network, String run, Frame frame, int payloadBytes) {
        FrameCodec codec = new FrameCodec(new BlockKey(run, "fedavg-seed0", 4, DRIVER | 1), null);
        ByteBuffer bytes = ByteBuffer.allocate(codec.length(payloadBytes));
        codec.write(bytes, frame, at -> {}, payloadBytes);
        network.inject(1, 0, bytes.array());
    }

    private Session session(MemoryNetwork network, int peers, int rank, int attempt, boolean sealed, Runnable stop) {
        return session(network, peers, rank, attempt, sealed, stop, LONG);
    }

    private Session session(
            MemoryNetwork network, int peers, int rank, int attempt, boolean sealed, Runnable stop, Duration timeout) {
        BlockKey key = new BlockKey("run", "fedavg-seed0", 4, DRIVER | attempt);
        List<Peer> all = IntStream.range(0, peers)
                .mapToObj(peer -> new Peer("e" + peer, "127.0.0.1:400" + peer))
                .toList();
        Session.Place place = new Session.Place(key, all, rank, timeout, traffic, session -> {});
        return new Session(place, network.wire(rank), FrameCodecTest.codec(key, sealed), stop);
    }

    private <T> List<T> together(int peers, Function<Integer, T> each) throws InterruptedException, ExecutionException {
        List<Callable<T>> calls = IntStream.range(0, peers)
                .mapToObj(rank -> (Callable<T>) () -> each.apply(rank))
                .toList();
        List<T> results = new ArrayList<>();
        for (Future<T> result : threads.invokeAll(calls)) {
            results.add(result.get());
        }
        return results;
    }

    private static byte[] message(int rank, int length) {
        return "%s of %s;"
                .formatted(rank, length)
                .repeat(length / 10 * (rank % 2))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static long[] sum(int peers, int length) {
        long[] sum = new long[length];
        for (int rank = 0; rank < peers; rank++) {
            long[] vector = vector(rank, length);
            Arrays.setAll(sum, i -> sum[i] + vector[i]);
        }
        return sum;
    }

    private static long[] vector(int rank, int length) {
        return new SplittableRandom(rank * 31L + length).longs(length).toArray();
    }
}
