package dev.starling.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.starling.engine.RunSettings;
import dev.starling.engine.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The experiment files that we ship. */
class ExperimentFilesTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path FILES = ROOT.resolve("conf/federated");

    static List<Path> made() throws IOException {
        return files(false);
    }

    static List<Path> onRealData() throws IOException {
        return files(true);
    }

    private static List<Path> files(boolean real) throws IOException {
        try (Stream<Path> all = Files.list(FILES)) {
            return all.filter(file -> file.toString().endsWith(".conf"))
                    .filter(file -> file.toString().contains("mnist") == real)
                    .sorted()
                    .toList();
        }
    }

    private static FederatedExperiment read(Path file, Map<String, String> overrides) {
        Map<String, String> all = new HashMap<>(overrides);
        if (file.toString().contains("dl4j")) {
            all.put(
                    "starling.federated.model.config",
                    ROOT.resolve("conf/federated/dl4j-mlp.json").toString());
        }
        Settings settings = RunSettings.read(file, all).settings();
        FederatedExperiment experiment = (FederatedExperiment) new FederatedFamily().read(settings);
        settings.group("federated").checkAllRead();
        return experiment;
    }

    @ParameterizedTest
    @MethodSource("made")
    void isReadable(Path file) {
        assertThat(read(file, Map.of()).trials()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("onRealData")
    @Tag("data")
    void isReadableWithItsData(Path file) {
        assumeThat(System.getenv("STARLING_DATA")).as("STARLING_DATA").isNotBlank();
        assertThat(read(file, Map.of()).trials()).hasSizeGreaterThanOrEqualTo(9);
    }

    @Test
    void aDl4jNetworkLearnsWithFedMix() {
        var trials = read(
                        FILES.resolve("dl4j-mlp.conf"),
                        Map.of("starling.federated.rounds", "4", "starling.federated.data.train", "600"))
                .trials();
        for (var trial : trials) {
            var evaluations = Runs.run(trial).rows(EvaluationRow.class);
            assertThat(evaluations.get(4).accuracy())
                    .as(trial.id())
                    .isGreaterThan(evaluations.get(0).accuracy() + 0.1);
        }
    }

    /** S3: effects that do not hang on a lucky seed. Compared by the mean of the last ten evaluations. */
    @Test
    void onTheGaussianMixtureMixingExamplesAndMeansHelpsAndTooLargeALambdaHurts() {
        Map<String, Map<Long, Double>> accuracy = new HashMap<>();
        Map<String, String> quicker = Map.of("starling.seeds", "[0, 1]", "starling.federated.rounds", "12");
        read(FILES.resolve("gaussian-mixture.conf"), quicker).trials().stream()
                .sorted(Comparator.comparing(trial -> trial.id()))
                .forEach(trial -> accuracy.computeIfAbsent(trial.setting(), name -> new HashMap<>())
                        .put(
                                trial.seed(),
                                Runs.run(trial).conclusion().metrics().get("accuracy.last10")));
        for (long seed : accuracy.get("fedavg").keySet()) {
            double fedAvg = accuracy.get("fedavg").get(seed);
            assertThat(accuracy.get("globalmix").get(seed))
                    .as("G1, seed %s", seed)
                    .isGreaterThan(fedAvg);
            assertThat(accuracy.get("naivemix").get(seed))
                    .as("G2, seed %s", seed)
                    .isGreaterThan(fedAvg);
            assertThat(accuracy.get("fedmix-0.2").get(seed))
                    .as("G7, seed %s", seed)
                    .isLessThan(accuracy.get("fedmix-0.05").get(seed));
        }
    }
}
