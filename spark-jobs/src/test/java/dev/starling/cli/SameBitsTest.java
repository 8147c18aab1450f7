package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.store.Store;
import dev.starling.store.TableData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The law: neither cores nor executors nor partitions change a bit of a model or a row of a table. */
class SameBitsTest {

    private static final String REFERENCE = "reference";

    /** As same-bits.conf sets them. */
    private static final String DIVERGING = "client=5";

    private static final int BATCH_SIZE = 10;

    @TempDir
    private static Path directory;

    private static Path store;
    private static Path experiment;
    private static Map<String, String> hashes;
    private static Map<String, List<String>> rows;

    @BeforeAll
    static void runOnOneCore() throws IOException {
        store = directory.resolve("store");
        experiment = CommandLineRun.experiment(directory, "same-bits.conf");
        run(REFERENCE, "local[1]", 1);
        hashes = CommandLineRun.stateHashes(store, REFERENCE);
        rows = CommandLineRun.rows(store, REFERENCE);
    }

    @Test
    @Tag("spark")
    void theExperimentHasWhatCouldMakeADifference() {
        assertThat(hashes).hasSize(2).doesNotContainValue(null);
        assertThat(rows.get("means")).isNotEmpty();
        List<Integer> sizes = rows.get("client_shards").stream()
                .map(row -> Integer.valueOf(row.replaceAll(".* examples=(\\d+) .*", "$1")))
                .distinct()
                .toList();
        assertThat(sizes).hasSizeGreaterThan(3).anyMatch(size -> size % BATCH_SIZE != 0);
    }

    @Test
    @Tag("spark")
    void exactlyTheClientThatIsMadeToDivergeDoes() {
        List<String> taken = rows.get("clients").stream()
                .filter(row -> row.contains(" " + DIVERGING + " "))
                .toList();
        assertThat(taken).isNotEmpty().allMatch(row -> row.contains(" status=diverged "));

        List<String> others = new ArrayList<>(rows.get("clients"));
        others.removeAll(taken);
        assertThat(others).isNotEmpty().allMatch(row -> row.contains(" status=ok "));
    }

    @ParameterizedTest
    @Tag("spark")
    @CsvSource({
        "local[1], 3, spark",
        "local[2], 1, spark",
        "local[2], 16, spark",
        "local[1], 16, resident",
        "local[2], 1, resident",
        "local[2], 3, resident",
        "local[3], 16, resident"
    })
    void coresPartitionsAndExchangesChangeNothing(String master, int partitions, String exchange) {
        requireSame(run(
                "%s-%s-%s".formatted(master, partitions, exchange),
                master,
                partitions,
                "--set",
                "starling.exchange=" + exchange));
    }

    @Test
    @Tag("spark")
    void trialsThatTakeTurnsOnASlotChangeNothing() {
        requireSame(run("one-slot", "local[1]", 3, "--set", "starling.parallel=2"));
    }

    @ParameterizedTest
    @Tag("cluster")
    @CsvSource({
        "'local-cluster[1,2,1024]', 3, spark",
        "'local-cluster[2,1,1024]', 3, spark",
        "'local-cluster[4,1,1024]', 7, spark",
        "'local-cluster[1,2,1024]', 3, resident",
        "'local-cluster[2,1,1024]', 1, resident",
        "'local-cluster[2,2,1024]', 16, resident",
        "'local-cluster[4,1,1024]', 7, auto"
    })
    void executorsChangeNothing(String master, int partitions, String exchange) {
        String run = run(
                "%s-%s-%s".formatted(exchange, master, partitions),
                master,
                partitions,
                "--set",
                "starling.exchange=" + exchange,
                "--set",
                "starling.parallel=1",
                "--conf",
                "spark.executor.memory=512m");
        requireSame(run);
        assertThat(exchanges(run)).containsExactly(exchange.equals("spark") ? "spark" : "resident");
    }

    /** Which exchanges computed a run's rounds. */
    private static Set<Object> exchanges(String run) {
        TableData rounds = Store.openExisting(store).table("rounds", List.of(run));
        int column = rounds.columns().indexOf("exchange");
        return rounds.rows().stream().map(row -> row.get(column)).collect(Collectors.toSet());
    }

    private static void requireSame(String run) {
        assertThat(CommandLineRun.stateHashes(store, run)).isEqualTo(hashes);
        assertThat(CommandLineRun.rows(store, run)).isEqualTo(rows);
    }

    private static String run(String name, String master, int partitions, String... more) {
        String id = name.replaceAll("[^A-Za-z0-9]+", "-");
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                experiment.toString(),
                "--store",
                store.toString(),
                "--run-id",
                id,
                "--master",
                master,
                "--set",
                "starling.partitions=" + partitions));
        arguments.addAll(List.of(more));
        CommandLineRun.Said said = CommandLineRun.starling(directory, arguments.toArray(String[]::new));
        assertThat(said.code()).as(said.err()).isZero();
        return id;
    }
}
