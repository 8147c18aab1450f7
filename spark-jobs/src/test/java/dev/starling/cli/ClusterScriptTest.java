package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real standalone cluster on this machine: it starts, stays, runs experiments with the same bits, and stops. */
@Tag("cluster")
@TestMethodOrder(OrderAnnotation.class)
class ClusterScriptTest {

    private static final Path SCRIPT =
            Path.of("").toAbsolutePath().getParent().resolve("scripts").resolve("cluster");
    private static final int REFUSED = 2;
    private static final int LOST = 5;

    @TempDir
    private static Path directory;

    private static CommandLineRun.Said started;

    @BeforeAll
    static void up() throws Exception {
        assertThat(cluster("status").out()).isEqualTo("no cluster runs\n");
        started = cluster("up", "--workers", "2", "--cores", "1", "--memory=700m");
        assertThat(started.code()).as(started.err()).isZero();
    }

    @AfterAll
    static void stopWhateverRuns() throws Exception {
        cluster("down");
    }

    @Test
    void printsTheAddressesOfAllProcesses() {
        assertThat(started.out())
                .contains("--master " + master())
                .containsPattern("master +\\d+ +spark://127.0.0.1:\\d+ +page http://127.0.0.1:\\d+")
                .containsPattern("worker-1 +\\d+ +1 cores, 700 MB +page http://127.0.0.1:\\d+")
                .containsPattern("worker-2 +\\d+ +1 cores, 700 MB +page http://127.0.0.1:\\d+")
                .containsPattern("history +\\d+ +page http://127.0.0.1:\\d+");
    }

    @Test
    void aSecondUpLeavesWhatRunsAlone() throws Exception {
        assertThat(cluster("up")).isEqualTo(started);
        assertThat(cluster("status")).isEqualTo(started);
    }

    @Test
    void anotherSizeIsRefusedWhileItRuns() throws Exception {
        CommandLineRun.Said said = cluster("up", "--workers", "3");

        assertThat(said.code()).isEqualTo(REFUSED);
        assertThat(said.err()).contains("a cluster of 2 workers with 1 cores and 700 MB each runs already");
    }

    @Test
    void theSecretIsReadByNobodyElse() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("state"))))
                .isEqualTo("rwx------");
        Matcher secret = Pattern.compile("spark.authenticate.secret (\\S+)")
                .matcher(Files.readString(directory.resolve("state/spark.properties")));
        assertThat(secret.find()).isTrue();
        assertThat(commandLines()).isNotEmpty().noneMatch(line -> line.contains(secret.group(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark", "resident"})
    void runsAnExperimentWithTheBitsOfOneProcess(String exchange) throws Exception {
        Path experiment = CommandLineRun.experiment(directory, "same-bits.conf");
        Path store = directory.resolve("store-" + exchange);
        CommandLineRun.Said local = CommandLineRun.starling(
                directory,
                "run",
                experiment.toString(),
                "--store",
                store.toString(),
                "--run-id",
                "one-process",
                "--master",
                "local[2]");
        assertThat(local.code()).as(local.err()).isZero();

        Path log = directory.resolve("driver.log");
        Process driver = ChildProcess.start(
                System.getProperty("java.class.path"),
                List.of("@" + directory.resolve("state/driver.args"), "dev.starling.cli.Main"),
                directory,
                log,
                "run",
                experiment.toString(),
                "--store",
                store.toString(),
                "--run-id",
                "standalone",
                "--master",
                master(),
                "--set",
                "starling.exchange=" + exchange,
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.driver.bindAddress=127.0.0.1");
        assertThat(driver.waitFor(3, TimeUnit.MINUTES)).isTrue();

        assertThat(driver.exitValue()).as(ChildProcess.said(log)).isZero();
        assertThat(CommandLineRun.stateHashes(store, "standalone"))
                .isEqualTo(CommandLineRun.stateHashes(store, "one-process"));
        assertThat(CommandLineRun.rows(store, "standalone")).isEqualTo(CommandLineRun.rows(store, "one-process"));
        try (Stream<Path> logs = Files.list(directory.resolve("state/events"))) {
            assertThat(logs).as("event logs for the history server").isNotEmpty();
        }
    }

    @Test
    void aMasterThatAcceptsAndSaysNothingIsNamed() throws Exception {
        long master = pid(started.out(), "master");
        CommandLineRun.Said up;
        signal("STOP", master);
        try {
            up = cluster("up");
        } finally {
            signal("CONT", master);
        }
        assertThat(up.code()).isEqualTo(REFUSED);
        assertThat(up.err()).contains("takes connections and says nothing: is process %s stopped?".formatted(master));
        assertThat(cluster("up").code()).as("once it goes on").isZero();
    }

    private static void signal(String signal, long process) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process)).start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @Order(Order.DEFAULT + 1)
    void aWorkerThatDiedIsMissedAndStartedAgain() throws Exception {
        ProcessHandle worker = ProcessHandle.of(pid(started.out(), "worker-1")).orElseThrow();
        assertThat(worker.destroyForcibly()).isTrue();
        worker.onExit().get(10, TimeUnit.SECONDS);

        CommandLineRun.Said status = cluster("status");
        assertThat(status.code()).isEqualTo(LOST);
        assertThat(status.out()).containsPattern("worker-1 +- +gone; starling cluster up starts it again");

        Matcher page =
                Pattern.compile("worker-1 .* page http://127.0.0.1:(\\d+)").matcher(started.out());
        assertThat(page.find()).isTrue();
        int port = Integer.parseInt(page.group(1));
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            CommandLineRun.Said refused = cluster("up");
            assertThat(refused.code()).isEqualTo(REFUSED);
            assertThat(refused.err()).contains("port %s of worker-1".formatted(other.getLocalPort()));
        }

        CommandLineRun.Said again = cluster("up");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(pid(again.out(), "worker-1")).isNotEqualTo(worker.pid());
        assertThat(pid(again.out(), "master")).isEqualTo(pid(started.out(), "master"));
    }

    @Test
    @Order(Order.DEFAULT + 2)
    void downStopsAllAndSaysSoWhereNothingRuns() throws Exception {
        assertThat(cluster("down").out()).startsWith("the cluster is down");

        assertThat(commandLines())
                .noneMatch(line -> line.contains(directory.resolve("state").toString()));
        assertThat(cluster("status").out()).isEqualTo("no cluster runs\n");
        assertThat(cluster("down").out()).isEqualTo("no cluster runs\n");
    }

    private static String master() {
        Matcher address = Pattern.compile("spark://\\S+").matcher(started.out());
        assertThat(address.find()).isTrue();
        return address.group();
    }

    private static long pid(String out, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + " +(\\d+) ").matcher(out);
        assertThat(line.find()).as(out).isTrue();
        return Long.parseLong(line.group(1));
    }

    private static List<String> commandLines() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes.toList()) {
                try {
                    lines.add(Files.readString(process.resolve("cmdline")));
                } catch (IOException e) {
                    // No process, or one that has just ended.
                }
            }
        }
        return lines;
    }

    private static CommandLineRun.Said cluster(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("STARLING_CLUSTER", directory.resolve("state").toString());
        // The class path of the tests stands for the jar, which is built after them.
        builder.environment().put("STARLING_JAR", System.getProperty("java.class.path"));
        Process process = builder.start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return new CommandLineRun.Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
