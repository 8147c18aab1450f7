package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every method of the episodes gives the same bits in any number of pieces, by both exchanges, and after an executor's death. */
class MethodBitsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @Tag("spark")
    @ValueSource(strings = {"inner-loops", "hypergradients", "multitask", "prototypes"})
    void coresPartitionsAndExchangesChangeNothing(String experiment) throws IOException {
        Map<String, List<String>> rows = run(experiment, "local[1]", 1, "spark");
        assertThat(run(experiment, "local[2]", 2, "spark")).isEqualTo(rows);
        assertThat(run(experiment, "local[2]", 7, "resident")).isEqualTo(rows);
    }

    @ParameterizedTest
    @Tag("cluster")
    @ValueSource(strings = {"inner-loops", "hypergradients", "multitask", "prototypes"})
    void executorsAndTheDeathOfOneChangeNothing(String experiment) throws IOException {
        Map<String, List<String>> rows = run(experiment, "local[1]", 1, "resident");
        String two = "local-cluster[2,1,1024]";
        assertThat(run(experiment, two, 2, "resident")).isEqualTo(rows);
        ExecutorKiller.reset();
        assertThat(run(experiment, two, 7, "spark", "--conf", "spark.extraListeners=" + ExecutorKiller.class.getName()))
                .isEqualTo(rows);
        assertThat(ExecutorKiller.ATTEMPTS_LOST.get()).as("attempts lost").isPositive();
    }

    private Map<String, List<String>> run(
            String experiment, String master, int partitions, String exchange, String... more) throws IOException {
        Path store = directory.resolve("store");
        Path file = CommandLineRun.experiment(directory, "methods/" + experiment + ".conf");
        String id = (master + exchange).replaceAll("[^A-Za-z0-9]+", "-") + more.length;
        List<String> arguments = new ArrayList<>(List.of("run", file.toString(), "--store", store.toString()));
        arguments.addAll(List.of("--run-id", id, "--master", master));
        arguments.addAll(List.of("--set", "starling.partitions=" + partitions));
        arguments.addAll(List.of("--set", "starling.exchange=" + exchange));
        arguments.addAll(List.of(more));
        CommandLineRun.Said said = CommandLineRun.starling(directory, arguments.toArray(String[]::new));
        assertThat(said.code()).as(said.err()).isZero();
        return CommandLineRun.rows(store, id);
    }
}
