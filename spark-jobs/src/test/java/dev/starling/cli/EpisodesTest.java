package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.starling.store.RunStatus;
import dev.starling.store.Store;
import dev.starling.store.TableData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Experiments with episodes from the command line to the report, wherever their episodes are computed. */
@Tag("spark")
class EpisodesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private static Path directory;

    private static Path store;
    private static Path experiment;
    private static CommandLineRun.Said first;
    private static Map<String, List<String>> rows;

    @BeforeAll
    static void runOnOneCore() throws IOException {
        store = directory.resolve("store");
        experiment = CommandLineRun.experiment(directory, "episodes.conf");
        first = CommandLineRun.starling(directory, arguments("first", "local[1]", "spark"));
        rows = CommandLineRun.rows(store, "first");
    }

    @Test
    void aRunComparesMethodsAndLeavesARowAnEpisode() throws IOException {
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("run first finished: 2 trials", "loss.test.selected", "reptile - maml");
        assertThat(rows.get("iterations")).hasSize(2 * 400);
        assertThat(rows.get("episodes")).hasSizeGreaterThanOrEqualTo(2 * (400 * 7 + 21 * 9 + 31));
        assertThat(Files.readString(store.resolve("reports/first.html")))
                .contains(
                        "Loss on the validation episodes",
                        "Loss on the test episodes",
                        "Paired over the test episodes");
    }

    @Test
    void everyEpisodeSaysWhoComputedItAndHowLong() {
        TableData episodes = Store.openExisting(store).table("episodes", List.of("first"));
        int worker = episodes.columns().indexOf("worker");
        int millis = episodes.columns().indexOf("millis");
        assertThat(episodes.rows())
                .allSatisfy(row -> assertThat(row.get(worker)).isEqualTo("driver"))
                .allSatisfy(row -> assertThat((Double) row.get(millis)).isPositive());
    }

    @ParameterizedTest
    @CsvSource({"local[2], resident", "local[2], spark"})
    void coresAndExchangesChangeNothing(String master, String exchange) {
        String id = "on-" + exchange;
        CommandLineRun.Said said = CommandLineRun.starling(directory, arguments(id, master, exchange));
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(CommandLineRun.rows(store, id)).isEqualTo(rows);
    }

    @Test
    void resumesWithTheSameBitsAfterTheDriverWasKilled() throws Exception {
        Path log = directory.resolve("killed.log");
        Process driver = ChildProcess.start(directory, log, arguments("killed", "local[2]", "spark"));
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            assertThat(driver.isAlive()).as("the driver").isTrue();
            return Files.exists(store.resolve("runs/killed/run.json"))
                    && Store.openExisting(store).progress("killed").stream().anyMatch(trial -> trial.blocks() > 0);
        });
        driver.destroyForcibly().waitFor();
        assertThat(Store.openExisting(store).run("killed").orElseThrow().status())
                .isEqualTo(RunStatus.INTERRUPTED);

        CommandLineRun.Said said = CommandLineRun.starling(
                directory, "resume", "killed", "--store", store.toString(), "--master", "local[2]");
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(CommandLineRun.rows(store, "killed")).isEqualTo(rows);
    }

    private static String[] arguments(String id, String master, String exchange) {
        List<String> arguments = new ArrayList<>(List.of("run", experiment.toString(), "--store", store.toString()));
        arguments.addAll(List.of("--run-id", id, "--master", master, "--set", "starling.exchange=" + exchange));
        return arguments.toArray(String[]::new);
    }
}
