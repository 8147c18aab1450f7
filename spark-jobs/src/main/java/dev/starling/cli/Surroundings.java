package dev.starling.cli;

import dev.starling.spark.Gpu;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a command finds around it, read once by the outermost layer, so that commands can be tested with other surroundings.
 *
 * @param env environment variables
 * @param properties the JVM's properties
 * @param workingDirectory what relative paths are relative to
 * @param javaVersion feature version of this JVM, e.g. 17
 * @param cpuFlags instruction sets of the CPU as Linux names them, separated by spaces; empty if unknown
 * @param memoryBytes memory of the machine
 * @param terminal whether standard error is looked at by a person
 * @param clock for run ids and statuses
 */
record Surroundings(
        Map<String, String> env,
        Map<String, String> properties,
        Path workingDirectory,
        int javaVersion,
        String cpuFlags,
        long memoryBytes,
        boolean terminal,
        Clock clock) {

    static Surroundings ofThisProcess() {
        return new Surroundings(
                System.getenv(),
                jvmProperties(),
                Path.of("").toAbsolutePath(),
                Runtime.version().feature(),
                cpuFlags(Path.of("/proc/cpuinfo")),
                machineMemory(),
                "1".equals(System.getenv("STARLING_TERMINAL")) || System.console() != null,
                Clock.systemUTC());
    }

    /** The store that a command works on: its option, else the environment's, else {@code ./store}. */
    Path store(Path option) {
        if (option != null) {
            return workingDirectory.resolve(option);
        }
        String variable = env.getOrDefault("STARLING_STORE", "");
        return workingDirectory.resolve(variable.isEmpty() ? "store" : variable);
    }

    /** The GPUs of this machine, as {@code nvidia-smi} on the PATH tells; none if there is no such program. */
    List<Gpu> gpus() {
        Optional<Path> program = Arrays.stream(env.getOrDefault("PATH", "").split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "nvidia-smi"))
                .filter(Files::isExecutable)
                .findFirst();
        if (program.isEmpty()) {
            return List.of();
        }
        try {
            Process process = new ProcessBuilder(
                            program.get().toString(), "--query-gpu=compute_cap,name", "--format=csv,noheader")
                    .redirectErrorStream(true)
                    .start();
            // With a broken GPU it may never end.
            process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
            if (process.isAlive()) {
                process.destroyForcibly();
                return List.of();
            }
            try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
                return Gpu.parse(lines.lines().toList());
            }
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private static Map<String, String> jvmProperties() {
        Properties properties = System.getProperties();
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(Function.identity(), properties::getProperty));
    }

    private static String cpuFlags(Path cpuinfo) {
        try (var lines = Files.lines(cpuinfo, StandardCharsets.US_ASCII)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private static long machineMemory() {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return system == null ? 0 : system.getTotalMemorySize();
    }
}
