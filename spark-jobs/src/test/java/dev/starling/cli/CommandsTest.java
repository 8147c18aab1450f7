package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.engine.RunSettings;
import dev.starling.spark.Build;
import dev.starling.spark.CodeVersion;
import dev.starling.store.RunInfo;
import dev.starling.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("spark")
class CommandsTest {

    @TempDir
    private static Path directory;

    private static Path experiment;
    private static CommandLineRun.Said first;

    @BeforeAll
    static void runOnce() throws IOException {
        experiment = CommandLineRun.experiment(directory, "small.conf");
        first = run("first");
    }

    @Test
    void aRunTellsWhatCameOutAndWhereItLies() {
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out())
                .contains("run first finished: 4 trials", "fedprox - fedavg", "95% t-interval")
                .contains(directory.resolve("store/tables").toString())
                .contains(directory.resolve("store/reports/first.html").toString());
        assertThat(directory.resolve("store/reports/first.html")).isNotEmptyFile();
    }

    @Test
    void aFinishedRunSaysSo() {
        CommandLineRun.Said again = run("first");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out()).contains("run first is finished already");
    }

    @Test
    void aRunOfOtherSettingsIsRefusedWithTheDifference() {
        CommandLineRun.Said other = run("first", "--set", "starling.federated.rounds=4");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("run first has other settings", "starling.federated.rounds: 4, there 3");
    }

    @Test
    void settingsThatDecideNothingMayDiffer() {
        assertThat(run("first", "--set", "starling.partitions=9").out()).contains("finished already");
    }

    @Test
    void aRunOfOtherDataOrOtherCodeIsRefusedWithTheDifference() {
        Plan plan = plan();
        create("other-data", plan, "0000", CodeVersion.of(Build.read()), "f");
        CommandLineRun.Said otherData = run("other-data");
        assertThat(otherData.code()).isEqualTo(3);
        assertThat(otherData.err())
                .contains("read data with hash 0000", plan.experiment().dataHash());

        create("other-code", plan, plan.experiment().dataHash(), "0.0.1-abc", "f");
        CommandLineRun.Said otherCode = run("other-code");
        assertThat(otherCode.code()).isEqualTo(2);
        assertThat(otherCode.err()).contains("code version 0.0.1-abc", CodeVersion.of(Build.read()));
    }

    @Test
    void resumingOnOtherArithmeticStopsUnlessToldToGoOn() {
        Plan plan = plan();
        create("elsewhere", plan, plan.experiment().dataHash(), CodeVersion.of(Build.read()), "0123456789abcdef");

        CommandLineRun.Said stopped = command("resume", "elsewhere", "--master", "local[2]");
        assertThat(stopped.code()).isEqualTo(2);
        assertThat(stopped.err()).contains("begun on other arithmetic", "0123456789ab", "--accept-other-arithmetic");

        CommandLineRun.Said resumed =
                command("resume", "elsewhere", "--master", "local[2]", "--accept-other-arithmetic");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(CommandLineRun.stateHashes(directory.resolve("store"), "elsewhere"))
                .isEqualTo(CommandLineRun.stateHashes(directory.resolve("store"), "first"));
    }

    @Test
    void aTrialThatDivergesFailsTheRunAndTheOthersFinish() throws IOException {
        CommandLineRun.Said said = run(
                "wild",
                "--set",
                "starling.federated.algorithms=[{ name = fedavg }, { name = wild, learning-rate = 1e6, epochs = 5 }]",
                "--set",
                "starling.federated.max-diverged-share=0.5");

        assertThat(said.code()).as(said.err()).isEqualTo(4);
        assertThat(said.err()).contains("clients diverged in round", "Start a new run with other settings");
        JsonNode shown =
                new ObjectMapper().readTree(command("show", "wild", "--json").out());
        assertThat(shown.get("status").asText()).isEqualTo("failed");
        assertThat(shown.get("cause").asText()).contains("algorithm 'wild'");
        assertThat(CommandLineRun.stateHashes(directory.resolve("store"), "wild"))
                .containsEntry(
                        "fedavg-seed0",
                        CommandLineRun.stateHashes(directory.resolve("store"), "first")
                                .get("fedavg-seed0"));
    }

    @Test
    void resumeDoesNotChangeWhatDecidesResults() {
        CommandLineRun.Said said = command("resume", "first", "--set", "starling.seeds=[7]");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("resume cannot change what decides results");
    }

    @Test
    void showSpeaksJsonForPrograms() throws IOException {
        CommandLineRun.Said said = command("show", "first", "--json");
        assertThat(said.code()).as(said.err()).isZero();
        JsonNode run = new ObjectMapper().readTree(said.out());
        assertThat(run.get("id").asText()).isEqualTo("first");
        assertThat(run.get("status").asText()).isEqualTo("finished");
        assertThat(run.get("settingsHash").asText()).matches("[0-9a-f]{64}");
        assertThat(run.get("dataHash").asText()).isEqualTo(plan().experiment().dataHash());
        assertThat(run.get("settings").get("federated").get("rounds").asInt()).isEqualTo(3);
        assertThat(run.get("trials")).hasSize(4);
        for (JsonNode trial : run.get("trials")) {
            assertThat(trial.get("stateHash").asText()).matches("[0-9a-f]{64}");
            assertThat(trial.get("metrics").get("accuracy.final").isNumber()).isTrue();
        }
    }

    @Test
    void listAndShowAndReportTellOfTheRun() {
        assertThat(command("list").out()).contains("first", "finished");
        assertThat(command("show", "first").out()).contains("fedprox-seed1", "accuracy.final=");
        CommandLineRun.Said report = command("report", "first", "-o", "page.html");
        assertThat(report.code()).as(report.err()).isZero();
        assertThat(directory.resolve("page.html")).isNotEmptyFile();
    }

    @Test
    void compareTellsRunsThatAreTheSameFromOthers() {
        run("again", "--set", "starling.partitions=2");
        CommandLineRun.Said same = command("compare", "first", "again");
        assertThat(same.code()).as(same.out()).isZero();
        assertThat(same.out()).contains("runs first and again are the same: 4 trials");

        run("other-seed", "--set", "starling.seeds=[0,2]");
        CommandLineRun.Said different = command("compare", "first", "other-seed");
        assertThat(different.code()).isEqualTo(1);
        assertThat(different.out())
                .contains("runs first and other-seed differ:", "trial fedavg-seed1: state hash", "table models: ");
    }

    @Test
    void aMistypedRunNamesTheNearest() {
        assertThat(command("show", "fisrt").err()).contains("there is no run 'fisrt'", "did you mean 'first'?");
    }

    @Test
    void sqlAsksTheTables() {
        CommandLineRun.Said said =
                command("sql", "select trial, count(*) as n from rounds where run = 'first' group by trial order by 1");
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out().lines()).hasSize(5).first().asString().matches("trial +n");
        assertThat(said.out()).containsPattern("fedavg-seed0 +4");
    }

    @Test
    void aWrongQuerySaysWhichTablesThereAre() {
        CommandLineRun.Said said = command("sql", "select * from round");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("round", "the tables are [", "rounds", "trials");
    }

    @Test
    void aDamagedTableIsNamedWithItsFile() throws IOException {
        Path damaged = directory.resolve("damaged");
        Path file = damaged.resolve("tables/metrics/run=a/trial=b/block=0/part-0.parquet");
        Store.open(damaged);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "no Parquet");
        CommandLineRun.Said said = CommandLineRun.starling(directory, "sql", "select 1", "--store", damaged.toString());
        assertThat(said.code()).isEqualTo(3);
        assertThat(said.err())
                .contains("table metrics cannot be read", "part-0.parquet")
                .doesNotContain("\tat ");
    }

    @Test
    void theQuickstartComparesThreeAlgorithmsOverSeveralSeeds() {
        CommandLineRun.Said said = CommandLineRun.starling(directory, "quickstart", "--dry-run");
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out()).contains("fedavg-seed0", "naivemix-seed1", "fedmix-seed2");
    }

    @Test
    void aDryRunPrintsSettingsAndTrialsAndLeavesNoTrace() {
        CommandLineRun.Said said =
                CommandLineRun.starling(directory, "run", experiment.toString(), "--dry-run", "--store", "untouched");
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out()).contains("\"cohort-size\" : 3", "fedavg-seed0", "fedprox-seed1", "settings  ");
        assertThat(Files.exists(directory.resolve("untouched"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "quickstart",
                "run",
                "baseline",
                "resume",
                "list",
                "show",
                "compare",
                "report",
                "sql",
                "doctor"
            })
    void everyCommandExplainsItself(String command) {
        String[] arguments = command.isEmpty() ? new String[] {"--help"} : new String[] {command, "--help"};
        CommandLineRun.Said said = CommandLineRun.starling(directory, arguments);
        assertThat(said.code()).isZero();
        assertThat(said.out()).startsWith("Usage: starling");
        if (!command.isEmpty()) {
            assertThat(said.out()).contains("Examples:", "starling " + command);
        }
    }

    private static Plan plan() {
        return Plan.read(RunSettings.read(experiment, Map.of()));
    }

    private static void create(String id, Plan plan, String dataHash, String codeVersion, String fingerprint) {
        Store.open(directory.resolve("store"))
                .create(RunInfo.of(
                        id,
                        plan.name(),
                        plan.family(),
                        plan.settings().json(),
                        plan.settings().hash(),
                        dataHash,
                        codeVersion,
                        fingerprint,
                        Map.of(),
                        List.of()));
    }

    private static CommandLineRun.Said run(String id, String... more) {
        String[] start = {"run", experiment.toString(), "--run-id", id, "--master", "local[2]"};
        String[] all = java.util.Arrays.copyOf(start, start.length + more.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        return command(all);
    }

    private static CommandLineRun.Said command(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--store";
        all[arguments.length + 1] = directory.resolve("store").toString();
        return CommandLineRun.starling(directory, all);
    }
}
