package dev.starling.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class NodeTest {
    private static final Runnable NO_STOP = () -> {};

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @TempDir
    Path memory;

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"threading=invoker", "threading=shared", "seal-always=true", "mtu=1408"})
    void twoNodesAddUp(String setting) throws Exception {
        try (Node first = open(setting);
                Node second = open(setting)) {
            for (int attempt = 1; attempt <= 2; attempt++) {
                both(first, second, attempt, session -> {
                    for (int longs : new int[] {1, 1000, 1_700_000}) {
                        long[] vector = new long[longs];
                        Arrays.setAll(vector, i -> i + session.rank());
                        session.sum(List.of(vector));
                        long[] expected = new long[longs];
                        Arrays.setAll(expected, i -> 2L * i + 1);
                        assertThat(Arrays.equals(vector, expected)).isTrue();
                    }
                    assertThat(session.gather(new byte[session.rank()]).get(1)).hasSize(1);
                });
            }
            assertThat(first.traffic().bytesSent()).isGreaterThan(2 * 1_700_000L * Long.BYTES);
            assertThat(first.traffic().framesReceived()).isPositive();
        }
        assertThat(directories()).isEmpty();
    }

    @Test
    void aNodeThatWasClosedIsOpenedAgain() throws Exception {
        try (Node first = open()) {
            Node second = open();
            both(first, second, 1, session -> session.gather(new byte[1]));
            second.close();
            assertThat(second.isOpen()).isFalse();
            assertThatThrownBy(() -> second.lane(1)).isInstanceOf(NodeUnavailable.class);
            try (Node again = open()) {
                both(first, again, 2, session -> session.gather(new byte[1]));
            }
        }
    }

    @Test
    void trialsShareANodeSideBySide() throws Exception {
        try (Node first = open();
                Node second = open()) {
            Future<?> other = threads.submit(() -> {
                both(first, second, 5, session -> {
                    for (int n = 0; n < 50; n++) {
                        session.sum(List.of(new long[10_000]));
                    }
                });
                return null;
            });
            both(first, second, 6, session -> {
                for (int n = 0; n < 50; n++) {
                    long[] vector = {n};
                    session.sum(List.of(vector));
                    assertThat(vector[0]).isEqualTo(2L * n);
                }
            });
            other.get();
        }
    }

    @Test
    void whoNobodyAnswersIsToldSoWithinTheTimeout() {
        try (Node node = open("preflight-timeout=300ms")) {
            List<Peer> peers = List.of(new Peer("0", node.endpoint()), new Peer("1", "127.0.0.1:9"));
            Lane lane = node.lane(1);
            PeerLost lost = catchThrowableOfType(
                    PeerLost.class, () -> lane.join(new BlockKey("run", "trial", 0, 1), peers, 0, null, NO_STOP));
            assertThat(lost.preflight()).isTrue();
            assertThat(lost)
                    .hasMessageContaining("UDP from executor 0 to executor 1 at 127.0.0.1:9 gets no answer")
                    .hasMessageContaining("stream 1001, not connected, last code NOT_CONNECTED");
        }
    }

    @Test
    void aTaskThatIsStoppedLeavesAtOnce() throws Exception {
        try (Node first = open();
                Node second = open()) {
            AtomicBoolean stopped = new AtomicBoolean();
            List<Peer> peers = peers(first, second);
            BlockKey key = new BlockKey("run", "trial", 0, 1);
            Future<?> waits = threads.submit(() -> {
                try (Session session = first.lane(1).join(key, peers, 0, null, () -> {
                    if (stopped.get()) {
                        throw new CancellationException("the task was killed");
                    }
                })) {
                    session.gather(new byte[0]);
                }
            });
            try (Session session = second.lane(1).join(key, peers, 1, null, NO_STOP)) {
                stopped.set(true);
                assertThatThrownBy(() -> waits.get()).hasCauseInstanceOf(CancellationException.class);
                assertThatThrownBy(() -> {
                            // The first may end well: what it waits for was sent before the stop.
                            session.gather(new byte[0]);
                            session.gather(new byte[0]);
                        })
                        .isInstanceOf(PeerLost.class)
                        .hasMessageContaining("gave up: the task was killed");
            }
        }
    }

    @Test
    void anInterruptedThreadDoesNotBreakTheNodeForOthers() throws Exception {
        try (Node first = open();
                Node second = open()) {
            both(first, second, 1, session -> session.gather(new byte[1]));
            Future<?> others = threads.submit(() -> {
                both(first, second, 2, session -> session.sum(List.of(new long[10_000])));
                return null;
            });
            Thread.currentThread().interrupt();
            while (!others.isDone()) {
                first.work();
                second.work();
            }
            assertThat(Thread.interrupted()).isTrue();
            others.get();
            both(first, second, 3, session -> session.gather(new byte[1]));
        }
    }

    @Test
    void anAttemptThatAnEarlierOneIsInTheWayOfIsLostAndNoFault() throws Exception {
        try (Node first = open();
                Node second = open()) {
            both(first, second, 1, session -> {
                Node mine = session.rank() == 0 ? first : second;
                PeerLost lost = catchThrowableOfType(
                        PeerLost.class,
                        () -> mine.lane(1)
                                .join(
                                        new BlockKey("run", "trial", 0, 2),
                                        peers(first, second),
                                        session.rank(),
                                        null,
                                        NO_STOP));
                assertThat(lost).hasMessageContaining("attempt 2 cannot begin on stream 1001");
                assertThat(lost.suspects()).isEmpty();
                assertThat(lost.preflight()).isFalse();
            });
        }
    }

    @Test
    void whatANodeHasCountedDoesNotKeepItInMemory() throws Exception {
        List<WeakReference<Node>> gone = new ArrayList<>();
        Traffic traffic = trafficOfAClosedNode(gone);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (gone.get(0).get() != null && System.nanoTime() < deadline) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(gone.get(0).get()).isNull();
        assertThat(traffic.framesSent()).isPositive();
        assertThat(traffic.retransmits()).isNotNegative();
    }

    private Traffic trafficOfAClosedNode(List<WeakReference<Node>> gone) throws Exception {
        try (Node first = open();
                Node second = open()) {
            both(first, second, 1, session -> session.gather(new byte[1]));
            gone.add(new WeakReference<>(first));
            return first.traffic();
        }
    }

    @Test
    void memoryThatIsTooSmallForADriverIsSaid() {
        assertThatThrownBy(() -> Node.open(withUsable(20L << 20)))
                .isInstanceOf(NodeUnavailable.class)
                .hasMessageContaining("a media driver needs 24 MB of shared memory")
                .hasMessageContaining("has 20 MB left: give containers more (--shm-size");
        assertThat(directories()).isEmpty();
    }

    @Test
    void memoryThatIsTooSmallForLinksIsSaid() {
        try (Node node = Node.open(withUsable(30L << 20))) {
            List<Peer> peers = List.of(new Peer("0", node.endpoint()), new Peer("1", "127.0.0.1:9"));
            Lane lane = node.lane(1, 1_700_000);
            assertThatThrownBy(() -> lane.join(new BlockKey("run", "trial", 0, 1), peers, 0, null, NO_STOP))
                    .isInstanceOf(NodeUnavailable.class)
                    .hasMessageContaining("1 links with terms of 4 MB needs 32 MB");
        }
    }

    @Test
    void whatAKilledProcessLeftIsSweptAndWhatLivesIsNot() throws IOException {
        String mine;
        try (Node alive = open()) {
            mine = directories().get(0);
            long gone = 1L << 30;
            String pid = "-" + ProcessHandle.current().pid() + "-";
            Path left = memory.resolve(mine.replace(pid, "-" + gone + "-"));
            Files.createDirectories(left.resolve("driver/publications"));
            Files.writeString(left.resolve("driver/cnc.dat"), "old");
            Path foreign = Files.createDirectory(memory.resolve("starling-aeron-somebody-1-" + gone + "-0"));
            try (Node next = open()) {
                assertThat(left).doesNotExist();
                assertThat(foreign).exists();
                assertThat(directories()).hasSize(3).contains(mine);
                assertThat(alive.isOpen() && next.isOpen()).isTrue();
            }
        }
    }

    @Test
    void portsComeFromTheRange() {
        try (Node node = open("ports=41700-41720")) {
            int port = Integer.parseInt(node.endpoint().replaceAll(".*:", ""));
            assertThat(port).isBetween(41700, 41720);
        }
    }

    @Test
    void aPortThatIsTakenIsSaid() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            String range = taken.getLocalPort() + "-" + taken.getLocalPort();
            assertThatThrownBy(() -> open("ports=" + range))
                    .isInstanceOf(NodeUnavailable.class)
                    .hasMessageContaining("no media driver on 127.0.0.1 with ports '%s'".formatted(range));
        }
        assertThat(directories()).isEmpty();
    }

    @Test
    void aRelayIsAskedForAnEndpoint() throws Exception {
        try (DatagramSocket relay = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Future<String> asked = threads.submit(() -> {
                DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                relay.receive(packet);
                byte[] answer = "127.0.0.1:7777".getBytes(StandardCharsets.UTF_8);
                relay.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            });
            try (Node node = open("relay=127.0.0.1:" + relay.getLocalPort())) {
                assertThat(node.endpoint()).isEqualTo("127.0.0.1:7777");
                assertThat(asked.get()).matches("MAP 127\\.0\\.0\\.1:\\d+");
            }
        }
    }

    @Test
    void framesThatLeaveTheMachineNeedAKey() {
        try (Node node = open()) {
            List<Peer> peers = List.of(new Peer("0", node.endpoint()), new Peer("1", "192.0.2.1:9"));
            assertThatThrownBy(() -> node.lane(1).join(new BlockKey("run", "trial", 0, 1), peers, 0, null, NO_STOP))
                    .hasMessageContaining("need a key");
        }
    }

    @Test
    void theJavaOptionThatIsMissingIsNamed() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opens.class.getName(),
                        memory.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("Aeron's buffers need the Java option --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
        assertThat(directories()).isEmpty();
    }

    /** Opens a node in a process of its own. */
    static final class Opens {

        private Opens() {}

        public static void main(String[] args) {
            try (Node node = Node.open(NodeSettings.read(
                    "127.0.0.1", name -> name.endsWith("directory") ? Optional.of(args[0]) : Optional.empty()))) {
                System.out.println(node.endpoint());
            } catch (NodeUnavailable e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private void both(Node first, Node second, int attempt, Consumer<Session> each) throws Exception {
        List<Peer> peers = peers(first, second);
        List<Node> nodes = List.of(first, second);
        List<Future<?>> all = Stream.of(0, 1)
                .<Future<?>>map(rank -> threads.submit(() -> {
                    try (Lane lane = nodes.get(rank).lane(attempt, 1_700_000);
                            Session session = lane.join(
                                    new BlockKey("run", "trial", 0, attempt),
                                    peers,
                                    rank,
                                    new byte[Seal.KEY],
                                    NO_STOP)) {
                        each.accept(session);
                        session.gather(new byte[0]);
                    }
                }))
                .toList();
        for (Future<?> one : all) {
            one.get();
        }
    }

    private static List<Peer> peers(Node first, Node second) {
        return List.of(new Peer("0", first.endpoint()), new Peer("1", second.endpoint()));
    }

    private Node open(String... settings) {
        return Node.open(settings(settings));
    }

    private NodeSettings settings(String... settings) {
        Map<String, String> given = Stream.concat(Stream.of(settings), Stream.of("directory=" + memory))
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(pair -> NodeSettings.PREFIX + pair[0], pair -> pair[1]));
        return NodeSettings.read("127.0.0.1", name -> Optional.ofNullable(given.get(name)));
    }

    private NodeSettings withUsable(long bytes) {
        NodeSettings settings = settings();
        return new NodeSettings(
                settings.host(),
                settings.ports(),
                settings.directory(),
                settings.mtu(),
                settings.termBytes(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                settings.threading(),
                settings.sealAlways(),
                settings.relay(),
                path -> bytes);
    }

    private List<String> directories() {
        try (Stream<Path> all = Files.list(memory)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
