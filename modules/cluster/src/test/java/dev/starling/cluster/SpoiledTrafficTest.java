package dev.starling.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes add up through the relay of scripts/torture, whatever it does to their datagrams, or lose each other and say so. */
@Timeout(120)
class SpoiledTrafficTest {

    private static final Path RELAY =
            Path.of("").toAbsolutePath().getParent().getParent().resolve("scripts/lib/udp_relay.py");
    private static final int LONGS = 20_000;
    private static final int ROUNDS = 10;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Process relay;
    private PrintStream orders;
    private BufferedReader answers;
    private String endpoint;

    @TempDir
    private Path memory;

    @BeforeEach
    void startRelay() throws IOException {
        relay = new ProcessBuilder("python3", RELAY.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        orders = new PrintStream(relay.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(relay.getInputStream(), StandardCharsets.UTF_8));
        endpoint = answers.readLine();
    }

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        orders.close();
        assertThat(relay.waitFor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop 0.2", "delay 0.3 0.05", "duplicate 0.5", "reorder 0.3"})
    void sumsAreExactThroughBadWeather(String order) throws Exception {
        together(session -> {
            session.gather(new byte[1]);
            if (session.rank() == 0) {
                obey(order);
            }
            for (int round = 1; round <= ROUNDS; round++) {
                long[] vector = new long[LONGS];
                Arrays.setAll(vector, i -> (long) i * (session.rank() + 1));
                session.sum(List.of(vector));
                long[] expected = new long[LONGS];
                Arrays.setAll(expected, i -> 3L * i);
                assertThat(Arrays.equals(vector, expected)).as(order).isTrue();
            }
        });
        String verb = order.substring(0, order.indexOf(' '));
        assertThat(obey("behave")).as("what the relay did").containsPattern("'" + verb + "[a-z]*': [1-9]");
    }

    @Test
    void whoIsCutOffIsLost() {
        assertThatThrownBy(() -> together(session -> {
                    session.gather(new byte[1]);
                    obey("drop 1");
                    session.sum(List.of(new long[LONGS]));
                }))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(PeerLost.class)
                .hasMessageContaining("has been silent for 1");
    }

    /** Gives an order to the relay and returns what it answers: how much has passed, and what was done to it. */
    private synchronized String obey(String order) {
        orders.println(order);
        try {
            return answers.readLine();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void together(Consumer<Session> work) throws Exception {
        Map<String, String> given = Map.of(
                "relay",
                endpoint,
                "mtu",
                "1408",
                "seal-always",
                "true",
                "peer-timeout",
                "1s",
                "directory",
                memory.toString());
        NodeSettings settings = NodeSettings.read(
                "127.0.0.1", name -> Optional.ofNullable(given.get(name.substring(NodeSettings.PREFIX.length()))));
        try (Node first = Node.open(settings);
                Node second = Node.open(settings)) {
            List<Node> nodes = List.of(first, second);
            List<Peer> peers = List.of(new Peer("0", first.endpoint()), new Peer("1", second.endpoint()));
            List<Future<?>> all = new ArrayList<>();
            for (int rank = 0; rank < 2; rank++) {
                int mine = rank;
                all.add(threads.submit(() -> {
                    try (Lane lane = nodes.get(mine).lane(1, LONGS);
                            Session session = lane.join(
                                    new BlockKey("run", "trial", 0, 1), peers, mine, new byte[Seal.KEY], () -> {})) {
                        work.accept(session);
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }
}
