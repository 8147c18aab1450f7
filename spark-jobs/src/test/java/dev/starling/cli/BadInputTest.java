package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with what a person typed is said in one sentence, with what to do about it. */
class BadInputTest {

    private static final int BAD_INPUT = 2;

    @TempDir
    private Path directory;

    private Path experiment;

    @BeforeEach
    void writeExperiment() throws IOException {
        experiment = CommandLineRun.experiment(directory, "small.conf");
    }

    @Test
    void anUnknownKeyNamesTheNearest() {
        refuses("--set", "starling.federated.cohort-sise=4")
                .contains("unknown key starling.federated.cohort-sise", "did you mean 'cohort-size'?");
    }

    @Test
    void anUnknownKeyOfTheEngineNamesTheNearest() {
        refuses("--set", "starling.block-round=4").contains("starling.block-round", "did you mean 'block-rounds'?");
    }

    @Test
    void aKeyWithoutItsRoomNamesTheWholeKey() {
        refuses("--set", "seeds=[1]").contains("did you mean starling.seeds?");
    }

    @Test
    void aValueOfTheWrongTypeSaysWhatIsWanted() {
        refuses("--set", "starling.federated.rounds=many")
                .contains("starling.federated.rounds is 'many'", "give an integer");
    }

    @Test
    void aLargerCohortThanThereAreClientsIsRefused() {
        refuses("--set", "starling.federated.cohort-size=40")
                .contains("cohort-size is 40")
                .contains("5 clients");
    }

    @Test
    void aNetworkThatDoesNotFitTheDataIsRefused() {
        refuses(
                        "--set",
                        "starling.federated.model.name=lenet-5",
                        "--set",
                        "starling.federated.data.name=gaussian-mixture")
                .contains("lenet-5", "starling.federated.model.name")
                .contains("takes 28x28 images")
                .containsPattern("the data's examples are \\d+")
                .contains("choose another network, such as mlp, or other data");
    }

    @Test
    void aKindOfExperimentThatNobodyKnowsNamesTheNearest() {
        refuses("--set", "starling.experiment=federate")
                .contains("starling.experiment is 'federate'", "did you mean 'federated'?");
    }

    @Test
    void aMissingFileIsNamed() {
        CommandLineRun.Said said = CommandLineRun.starling(directory, "run", "nowhere.conf");
        assertThat(said.code()).isEqualTo(BAD_INPUT);
        assertThat(said.err()).contains("nowhere.conf does not exist");
    }

    @Test
    void aMissingDataSetIsNamed() {
        CommandLineRun.Said said = dryRun(
                "--set",
                "starling.federated.data.name=mnist",
                "--set",
                "starling.data.path=" + directory.resolve("no-data"));
        assertThat(said.code()).isBetween(2, 3);
        assertThat(said.err()).contains("no-data");
    }

    @Test
    void aDataFolderThatWasNeverNamedIsAskedFor() {
        CommandLineRun.Said said =
                dryRun("--set", "starling.federated.data.name=mnist", "--set", "starling.data.path=\"\"");
        assertThat(said.code()).isEqualTo(3);
        assertThat(said.err()).contains("STARLING_DATA", "scripts/fetch-data --to data mnist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bogus", "local[0]"})
    void aMasterThatIsNoneOfSparksIsNamed(String master) {
        CommandLineRun.Said said = CommandLineRun.starling(directory, "run", experiment.toString(), "--master", master);
        assertThat(said.code()).isEqualTo(BAD_INPUT);
        assertThat(said.err())
                .contains("--master " + master + " is no master of Spark's")
                .doesNotContain("\tat ");
    }

    @Test
    void aMistypedExchangeNamesTheNearest() {
        refuses("--set", "starling.exchange=residnet")
                .contains("did you mean 'resident'?", "choose one of: auto, resident, spark");
    }

    @Test
    void aFileThatIsNoHoconIsNamed() throws IOException {
        Files.writeString(experiment, "starling { seeds = [0");
        refuses().contains("small.conf");
    }

    @Test
    void aStoreThatIsAFileIsRefused() throws IOException {
        Path file = Files.createFile(directory.resolve("occupied"));
        CommandLineRun.Said said =
                CommandLineRun.starling(directory, "run", experiment.toString(), "--store", file.toString());
        assertThat(said.code()).isEqualTo(BAD_INPUT);
        assertThat(said.err()).contains("occupied is a file", "--store");
    }

    @Test
    void aFolderOfOtherThingsIsNoStore() {
        CommandLineRun.Said said =
                CommandLineRun.starling(directory, "run", experiment.toString(), "--store", directory.toString());
        assertThat(said.code()).isEqualTo(BAD_INPUT);
        assertThat(said.err()).contains("holds other things and is no store");
    }

    @Test
    void aStoreThatANewerStarlingWroteIsRefused() throws IOException {
        Path store = Files.createDirectory(directory.resolve("newer"));
        Files.writeString(store.resolve("store.json"), "{\"format\": 99}");
        CommandLineRun.Said said = CommandLineRun.starling(directory, "list", "--store", store.toString());
        assertThat(said.code()).isEqualTo(3);
        assertThat(said.err()).contains("99");
    }

    @Test
    void askingAnEmptyPlaceForRunsSaysHowToMakeAStore() {
        CommandLineRun.Said said = CommandLineRun.starling(directory, "list", "--store", "nothing-here");
        assertThat(said.code()).isEqualTo(BAD_INPUT);
        assertThat(said.err()).contains("there is no store in", "nothing-here");
    }

    @Test
    void moreThanOneThreadATaskIsRefused() {
        CommandLineRun.Said said = CommandLineRun.starling(
                Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "4"),
                directory,
                "run",
                experiment.toString(),
                "--master",
                "local[1]");
        assertThat(said.code()).isEqualTo(BAD_INPUT);
        assertThat(said.err()).contains("OPENBLAS_NUM_THREADS is '4'", "export OMP_NUM_THREADS=1");
    }

    @Test
    void aRunIdThatFitsNoFileNameIsRefused() {
        CommandLineRun.Said said =
                CommandLineRun.starling(directory, "run", experiment.toString(), "--run-id", "../elsewhere");
        assertThat(said.code()).isEqualTo(BAD_INPUT);
        assertThat(said.err()).contains("--run-id '../elsewhere' does not fit a file name");
    }

    @Test
    void aMistypedCommandNamesTheNearest() {
        CommandLineRun.Said said = CommandLineRun.starling(directory, "rnu", experiment.toString());
        assertThat(said.code()).isEqualTo(BAD_INPUT);
        assertThat(said.err()).contains("'rnu'", "Did you mean", "starling run");
    }

    @Test
    void aMistypedOptionNamesTheNearest() {
        CommandLineRun.Said said = CommandLineRun.starling(directory, "run", experiment.toString(), "--stroe", "x");
        assertThat(said.code()).isEqualTo(BAD_INPUT);
        assertThat(said.err()).contains("--stroe", "--store");
    }

    @Test
    void aSettingOfStarlingIsNoneOfSpark() {
        CommandLineRun.Said said =
                CommandLineRun.starling(directory, "run", experiment.toString(), "--conf", "starling.seeds=[1]");
        assertThat(said.code()).isEqualTo(BAD_INPUT);
        assertThat(said.err()).contains("--conf starling.seeds", "--set");
    }

    private org.assertj.core.api.AbstractStringAssert<?> refuses(String... arguments) {
        CommandLineRun.Said said = dryRun(arguments);
        assertThat(said.code()).as(said.err()).isEqualTo(BAD_INPUT);
        assertThat(said.err().lines()).as(said.err()).hasSize(1);
        return assertThat(said.err());
    }

    private CommandLineRun.Said dryRun(String... arguments) {
        String[] start = {"run", experiment.toString(), "--dry-run"};
        String[] all = java.util.Arrays.copyOf(start, start.length + arguments.length);
        System.arraycopy(arguments, 0, all, start.length, arguments.length);
        return CommandLineRun.starling(directory, all);
    }
}
