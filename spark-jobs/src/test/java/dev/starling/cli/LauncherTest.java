package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher starts Java as the machine allows, or says in one line why it does not. */
class LauncherTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final int REFUSED = 2;
    private static final String CLASSIFIER = "linux-x86_64-onednn-avx2";

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();

    /** A checkout that is built already, on a machine that has what Starling needs. */
    @BeforeEach
    void makeCheckout() throws IOException {
        for (String script : List.of("scripts/starling", "scripts/env.sh", "scripts/cluster")) {
            Path copy = Path.of(write(script, Files.readString(ROOT.resolve(script))));
            assertThat(copy.toFile().setExecutable(true)).isTrue();
        }
        write("pom.xml", "");
        write("modules/some/pom.xml", "");
        Files.createDirectories(directory.resolve("modules/some/src/main"));
        write("spark-jobs/pom.xml", "");
        Files.createDirectories(directory.resolve("spark-jobs/src/main"));
        Files.createDirectories(directory.resolve("conf/federated"));
        Files.createDirectories(directory.resolve("spark-jobs/target/spark-home/jars"));
        write("spark-jobs/target/starling.classifier", CLASSIFIER + "\n");
        write("spark-jobs/target/starling.jar", "");
        java("echo 'openjdk version \"17.0.15\" 2025-04-15' >&2");
        environment.put("STARLING_CPUINFO", write("cpuinfo", "flags\t\t: fpu sse4_2 avx avx2 fma\n"));
        environment.put("STARLING_MEMINFO", write("meminfo", "MemTotal:       16000000 kB\n"));
    }

    @Test
    void launcherAndTestsOpenTheSameModules() throws IOException {
        String pom = Files.readString(ROOT.resolve("pom.xml"));
        Matcher opens =
                Pattern.compile("<jvm.opens>(.*?)</jvm.opens>", Pattern.DOTALL).matcher(pom);
        assertThat(opens.find()).isTrue();
        List<String> inPom = List.of(opens.group(1).strip().split("\\s+"));

        List<String> inArguments;
        try (Stream<String> lines = Files.lines(ROOT.resolve("conf/java17.args"), StandardCharsets.UTF_8)) {
            inArguments = lines.filter(line -> !line.startsWith("#")).toList();
        }

        assertThat(inArguments).containsExactlyElementsOf(inPom);
    }

    @Test
    void launcherIsExecutable() {
        assertThat(Files.isExecutable(ROOT.resolve("scripts/starling"))).isTrue();
        assertThat(Files.isExecutable(ROOT.resolve("scripts/cluster"))).isTrue();
    }

    /** The secret stands in a file, since everybody can read a command line. */
    @ParameterizedTest
    @CsvSource({
        "--master spark://here:7077, true",
        "--master=spark://here:7077, true",
        "--master spark://there:7077, false"
    })
    void onTheClusterThatItStartedTheDriverGetsItsSettings(String arguments, boolean settings) throws Exception {
        write("cluster/master", "spark://here:7077\n");
        environment.put("STARLING_CLUSTER", directory.resolve("cluster").toString());

        CommandLineRun.Said said = launch(("run my.conf " + arguments).split(" "));

        assertThat(said.out().contains("@" + directory.resolve("cluster/driver.args")))
                .as(said.out() + said.err())
                .isEqualTo(settings);
    }

    @ParameterizedTest
    @CsvSource({
        "cluster sideways, cluster 'sideways' is unknown",
        "cluster up --workers none, --workers 'none' is not a count",
        "cluster up --memory much, --memory 'much' is not an amount of memory",
        "cluster up --sockets 3, cluster up has no option '--sockets'",
        "cluster down --workers 2, cluster down takes no options"
    })
    void aClusterCommandThatIsNoneIsRefused(String arguments, String sentence) throws Exception {
        environment.put("STARLING_CLUSTER", directory.resolve("cluster").toString());
        refuses(launch(arguments.split(" ")), sentence);
    }

    @Test
    void startsTheCommandLineOnARightMachine() throws Exception {
        requireStarted();
    }

    /** With JAVA_TOOL_OPTIONS set Java tells of them before its version. */
    @Test
    void aJavaThatTellsOfItsOptionsFirstIsAccepted() throws Exception {
        java("printf 'Picked up JAVA_TOOL_OPTIONS: -Xss2m\\nopenjdk version \"17.0.15\" 2025-04-15\\n' >&2");
        requireStarted();
    }

    @Test
    void anotherJavaIsRefused() throws Exception {
        java("echo 'openjdk version \"21.0.1\" 2023-10-17' >&2");
        refuses("is Java 21", "Starling needs JDK 17", "JAVA_HOME");
    }

    @Test
    void aMissingJavaIsRefused() throws Exception {
        environment.put("JAVA_HOME", directory.resolve("nowhere").toString());
        refuses("no java at", "nowhere", "install a JDK 17");
    }

    @Test
    void aCpuWithoutAvx2IsRefused() throws Exception {
        write("cpuinfo", "flags\t\t: fpu sse4_2 avx\n");
        refuses("this CPU has neither AVX2 nor AVX-512", "use a newer machine");
    }

    @Test
    void aMachineWithTooLittleMemoryIsRefused() throws Exception {
        write("meminfo", "MemTotal:        1048576 kB\n");
        refuses("this machine has 1024 MB of memory", "Starling needs 2 GB at least");
    }

    @Test
    void anAmountOfMemoryThatIsNoneIsRefused() throws Exception {
        environment.put("STARLING_HEAP", "much");
        refuses("'much' is not an amount of memory", "write e.g. 4g");
    }

    /** Whatever happens, one line of what and what to do is all that a person sees. */
    private void refuses(String... sentence) throws Exception {
        refuses(launch("list"), sentence);
    }

    private static void refuses(CommandLineRun.Said said, String... sentence) {
        assertThat(said.code()).as(said.err()).isEqualTo(REFUSED);
        assertThat(said.out()).isEmpty();
        assertThat(said.err().lines()).hasSize(1);
        assertThat(said.err()).startsWith("starling: ").contains(sentence);
    }

    private void requireStarted() throws Exception {
        CommandLineRun.Said said = launch("list");
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out()).startsWith("started ").contains("dev.starling.cli.Main list");
    }

    private CommandLineRun.Said launch(String... arguments) throws Exception {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        List<String> command = new ArrayList<>(
                List.of("bash", directory.resolve("scripts/starling").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("STARLING_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new CommandLineRun.Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** A java that says its version by this command, and else only what it was started with. */
    private void java(String version) throws IOException {
        String java = write("jdk/bin/java", """
                #!/bin/sh
                if [ "$1" = -version ]; then
                  %s
                else
                  echo "started $*"
                fi
                """.formatted(version));
        assertThat(Path.of(java).toFile().setExecutable(true)).isTrue();
        environment.put("JAVA_HOME", directory.resolve("jdk").toString());
    }

    private String write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text).toString();
    }
}
