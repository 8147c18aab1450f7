package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.Exchange;
import dev.starling.engine.InProcessExchange;
import dev.starling.engine.ResourceException;
import dev.starling.spark.FlaggedProgram.Fault;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where resident rounds between executors are not possible, {@code auto} says why and goes on, and {@code resident} says why and ends. */
@Tag("cluster")
@Timeout(180)
class AutoExchangeTest {

    private static final ToyProgram PROGRAM = new ToyProgram(5, 7, 9);

    @TempDir
    private Path directory;

    @Test
    void dynamicAllocationIsNoPlaceForABarrier() {
        requireFallsBack(
                Map.of(
                        "spark.dynamicAllocation.enabled", "true",
                        "spark.dynamicAllocation.shuffleTracking.enabled", "true",
                        "spark.dynamicAllocation.minExecutors", "2"),
                "spark.dynamicAllocation.enabled is true");
    }

    @Test
    void withoutThePluginExecutorsCannotMeet() {
        requireFallsBack(Map.of("spark.plugins", ""), "spark.plugins does not name dev.starling.spark.StarlingPlugin");
    }

    @Test
    void executorsWithoutSharedMemoryHaveNoNode() throws IOException {
        Path file = Files.createFile(directory.resolve("no-directory"));
        requireFallsBack(Map.of("spark.starling.cluster.directory", file.toString()), file.toString());
    }

    @Test
    void udpThatReachesNobodyIsFoundBeforeTheFirstRound() throws Exception {
        try (DatagramSocket hole = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> answerWith(hole, "127.0.0.1:9"), "black hole");
            answers.setDaemon(true);
            answers.start();
            requireFallsBack(
                    Map.of(
                            "spark.starling.cluster.relay",
                            "127.0.0.1:" + hole.getLocalPort(),
                            "spark.starling.cluster.preflight-timeout",
                            "1s"),
                    "127.0.0.1:9");
        }
    }

    /** A relay that maps every endpoint to a port where nobody listens. */
    private static void answerWith(DatagramSocket socket, String endpoint) {
        byte[] answer = endpoint.getBytes(StandardCharsets.UTF_8);
        DatagramPacket asked = new DatagramPacket(new byte[256], 256);
        try {
            while (true) {
                socket.receive(asked);
                socket.send(new DatagramPacket(answer, answer.length, asked.getSocketAddress()));
            }
        } catch (SocketException e) {
            // The test is over.
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aBlockThatIsLostAgainAndAgainIsComputedByJobsAndTheNextOneIsResident() throws IOException {
        Map<String, String> settings = Map.of("spark.starling.cluster.peer-timeout", "2s");
        try (JavaSparkContext spark = session(settings)) {
            List<String> notes = new ArrayList<>();
            FlaggedProgram program = FlaggedProgram.of(PROGRAM, directory, Fault.KILL, 3);
            ToyRun run = new ToyRun(directory);
            try (Exchange exchange = new AutoExchange(spark, 4, Arithmetic.survey(spark), 1, 1, notes::add)) {
                requireSame(run.goOn(exchange, program, "toy"));
            }
            assertThat(program.left()).isZero();
            assertThat(run.exchanges()).containsExactly("resident", "spark");
            assertThat(notes).singleElement().asString().contains("for a block", "lost 3 times");
        }
    }

    private void requireFallsBack(Map<String, String> settings, String reason) {
        try (JavaSparkContext spark = session(settings)) {
            String fingerprint = Arithmetic.survey(spark);
            List<String> notes = new ArrayList<>();
            try (Exchange exchange = new AutoExchange(spark, 4, fingerprint, 1, 1, notes::add)) {
                ToyRun run = ToyRun.of(exchange, PROGRAM, directory, "toy");
                requireSame(run);
                assertThat(run.exchanges()).containsExactly("spark");
            }
            assertThat(notes)
                    .singleElement()
                    .asString()
                    .startsWith("resident rounds are not possible here (")
                    .contains(reason)
                    .endsWith("going on with the Spark exchange, with the same bits");
            try (Exchange exchange = new ClusterExchange(spark, 4, fingerprint, 1, 1)) {
                assertThatThrownBy(() -> ToyRun.of(exchange, PROGRAM, directory, "toy"))
                        .isInstanceOf(ResourceException.class)
                        .hasMessageStartingWith("starling.exchange is 'resident', which is not possible here: ")
                        .hasMessageContaining(reason);
            }
        }
    }

    private static JavaSparkContext session(Map<String, String> settings) {
        return Sessions.open("tests", "local-cluster[2,1,1024]", new HashMap<>(settings));
    }

    private void requireSame(ToyRun run) {
        ToyRun expected = ToyRun.of(new InProcessExchange(), PROGRAM, directory, "toy");
        assertThat(run.stateHash()).isEqualTo(expected.stateHash());
        assertThat(run.rows()).isEqualTo(expected.rows());
    }
}
