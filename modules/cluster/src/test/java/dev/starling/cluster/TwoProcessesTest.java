package dev.starling.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Faults of another process: one that adds up for ever is killed, or paused. */
@Timeout(60)
class TwoProcessesTest {
    private static final int LONGS = 100_000;

    @TempDir
    Path memory;

    private String directory;

    @BeforeEach
    void nameTheDirectory() {
        directory = memory.toString();
    }

    @Test
    void aPeerThatIsKilledIsLostAfterTheTimeout() throws Exception {
        try (Pair pair = new Pair(1)) {
            pair.sums(20);
            pair.other().destroyForcibly().waitFor();
            long began = System.nanoTime();
            PeerLost lost = catchThrowableOfType(PeerLost.class, () -> pair.sums(10_000));
            assertThat(System.nanoTime() - began)
                    .isBetween(TimeUnit.MILLISECONDS.toNanos(900), TimeUnit.SECONDS.toNanos(10));
            assertThat(lost.suspects()).containsExactly("1");
            assertThat(lost).hasMessageContaining("has been silent for 1.");
        }
    }

    @Test
    void aPeerThatIsPausedForLongerThanTheTimeoutIsLostAndBelongsToAnOldAttemptAfterwards() throws Exception {
        try (Pair pair = new Pair(1)) {
            pair.sums(20);
            signal("STOP", pair.other());
            PeerLost lost = catchThrowableOfType(PeerLost.class, () -> pair.sums(10_000));
            assertThat(lost.suspects()).containsExactly("1");
            signal("CONT", pair.other());
            // It wakes up in the old attempt, is told that it is over, and meets the next one.
            pair.session.close();
            pair.join(2);
            pair.sums(20);
            assertThat(pair.node.traffic().refused()).isPositive();
        }
    }

    @Test
    void aPeerThatIsPausedForLessIsWaitedFor() throws Exception {
        try (Pair pair = new Pair(10)) {
            pair.sums(20);
            signal("STOP", pair.other());
            Thread resumes = new Thread(() -> {
                try {
                    TimeUnit.MILLISECONDS.sleep(1500);
                    signal("CONT", pair.other());
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            resumes.start();
            pair.sums(20);
            resumes.join();
        }
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    private static Node open(String directory, String seconds) {
        Map<String, String> given =
                Map.of("directory", directory, "peer-timeout", seconds + "s", "preflight-timeout", "20s");
        return Node.open(NodeSettings.read(
                "127.0.0.1", name -> Optional.ofNullable(given.get(name.substring(NodeSettings.PREFIX.length())))));
    }

    private static Session join(Lane lane, List<Peer> peers, int rank, int attempt) {
        return lane.join(new BlockKey("run", "trial", 0, attempt), peers, rank, null, () -> {});
    }

    /** The other process: adds up until it fails, attempt after attempt. */
    static final class Other {

        private Other() {}

        public static void main(String[] args) {
            try (Node node = open(args[0], args[1])) {
                List<Peer> peers = PeerProcesses.join(node.endpoint());
                Lane lane = node.lane(1, LONGS);
                for (int attempt = 1; attempt < 10; attempt++) {
                    try (Session session = join(lane, peers, 1, attempt)) {
                        while (true) {
                            long[] vector = {2};
                            session.sum(List.of(vector, new long[LONGS]));
                        }
                    } catch (PeerLost e) {
                        System.err.println(e.getMessage());
                    }
                }
            }
        }
    }

    private final class Pair implements AutoCloseable {
        private final PeerProcesses processes;
        private final Node node;
        private final List<Peer> peers;
        private final Lane lane;
        private Session session;

        Pair(int timeoutSeconds) throws IOException {
            String seconds = String.valueOf(timeoutSeconds);
            processes = new PeerProcesses(Other.class, 1, directory, seconds);
            node = open(directory, seconds);
            peers = processes.meet(node.endpoint());
            lane = node.lane(1, LONGS);
            join(1);
        }

        void join(int attempt) {
            session = TwoProcessesTest.join(lane, peers, 0, attempt);
        }

        Process other() {
            return processes.process(1);
        }

        void sums(int count) {
            for (int n = 0; n < count; n++) {
                long[] vector = {n};
                session.sum(List.of(vector, new long[LONGS]));
                assertThat(vector[0]).isEqualTo(n + 2);
            }
        }

        @Override
        public void close() {
            session.close();
            processes.close();
            node.close();
        }
    }
}
