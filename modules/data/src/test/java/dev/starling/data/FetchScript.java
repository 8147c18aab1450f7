package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * scripts/fetch-data with a table of a test's own.
 *
 * @param folder for the table and what is printed
 * @param to the data folder
 */
record FetchScript(Path folder, Path to) {
    static final Path SCRIPTS = Path.of("../../scripts").toAbsolutePath().normalize();

    /** What a run of the script left: its exit code and all it printed. */
    record Outcome(int exitCode, String printed) {}

    void table(String... rows) throws IOException {
        Files.write(folder.resolve("table.tsv"), List.of(rows));
    }

    Outcome run(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("bash", SCRIPTS.resolve("fetch-data").toString(), "--to", to.toString()));
        command.addAll(List.of("--table", folder.resolve("table.tsv").toString()));
        command.addAll(Arrays.asList(arguments));
        return run(folder, command.toArray(String[]::new));
    }

    /** Any command, in a folder. */
    Outcome run(Path directory, String... command) throws IOException, InterruptedException {
        Path printed = folder.resolve("printed.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().put("no_proxy", "*");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the script ends").isTrue();
        return new Outcome(process.exitValue(), Files.readString(printed));
    }
}
