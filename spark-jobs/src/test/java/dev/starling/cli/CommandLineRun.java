package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.spark.Arithmetic;
import dev.starling.store.Store;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs commands of the command line in this process, and reads what a run left in its store. */
final class CommandLineRun {

    /**
     * What a command said.
     *
     * @param code its exit code
     * @param out what it printed
     * @param err what it told
     */
    record Said(int code, String out, String err) {}

    private CommandLineRun() {}

    static Said starling(Path workingDirectory, String... args) {
        Map<String, String> env = new HashMap<>();
        Arithmetic.THREAD_VARIABLES.forEach(name -> env.put(name, "1"));
        return starling(env, workingDirectory, args);
    }

    static Said starling(Map<String, String> env, Path workingDirectory, String... args) {
        Surroundings surroundings = new Surroundings(
                env, Map.of(), workingDirectory, 17, "avx2 avx512f", 8L << 30, false, Clock.systemUTC());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Starling.execute(surroundings, new PrintWriter(out), new PrintWriter(err), args);
        return new Said(code, out.toString(), err.toString());
    }

    /** An experiment of the tests as a file. */
    static Path experiment(Path directory, String name) throws IOException {
        Path file = directory.resolve(Path.of(name).getFileName());
        try (var in = CommandLineRun.class.getResourceAsStream("/" + name)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    /** The state hashes of a run's trials. */
    static Map<String, String> stateHashes(Path store, String run) {
        return RunContent.of(Store.openExisting(store), run).stateHashes();
    }

    /** Every row of every table of a run, columns that may differ between attempts apart. */
    static Map<String, List<String>> rows(Path store, String run) {
        Map<String, List<String>> rows =
                RunContent.of(Store.openExisting(store), run).rows();
        assertThat(rows.keySet()).contains("rounds", "trials", "metrics", "models");
        return rows;
    }
}
