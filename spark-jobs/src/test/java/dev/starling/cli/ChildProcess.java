package dev.starling.cli;

import dev.starling.spark.Arithmetic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line in a process of its own, which can be killed. */
final class ChildProcess {

    private ChildProcess() {}

    static Process start(Path workingDirectory, Path log, String... args) throws IOException {
        return start(
                System.getProperty("java.class.path"), List.of("dev.starling.cli.Main"), workingDirectory, log, args);
    }

    /** Starts a main class with the JVM's arguments that the launcher gives. */
    static Process start(String classPath, List<String> main, Path workingDirectory, Path log, String... args)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + Path.of("").toAbsolutePath().getParent().resolve("conf/java17.args"));
        command.add("-Xmx700m");
        command.add("-cp");
        command.add(classPath);
        command.addAll(main);
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Arithmetic.THREAD_VARIABLES.forEach(name -> builder.environment().put(name, "1"));
        return builder.start();
    }

    static String said(Path log) throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8);
    }
}
