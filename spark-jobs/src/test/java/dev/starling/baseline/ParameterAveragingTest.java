package dev.starling.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import dev.starling.engine.DivergedException;
import dev.starling.engine.Exchange;
import dev.starling.engine.Experiment;
import dev.starling.engine.Family;
import dev.starling.engine.InProcessExchange;
import dev.starling.engine.InputException;
import dev.starling.engine.Progress;
import dev.starling.engine.RunSettings;
import dev.starling.engine.Settings;
import dev.starling.engine.Trial;
import dev.starling.engine.TrialLoop;
import dev.starling.federated.EvaluationRow;
import dev.starling.federated.FederatedFamily;
import dev.starling.federated.FederatedRoundRow;
import dev.starling.report.Comparison;
import dev.starling.report.Reports;
import dev.starling.report.TrialResult;
import dev.starling.store.RunInfo;
import dev.starling.store.RunJournal;
import dev.starling.store.RunStatus;
import dev.starling.store.Store;
import dev.starling.store.StoredRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import scala.reflect.ClassTag;

@Tag("spark")
class ParameterAveragingTest {

    private static JavaSparkContext spark;

    @TempDir
    Path folder;

    private Store store;

    @BeforeAll
    static void startSpark() {
        spark = new JavaSparkContext(new SparkConf()
                .setMaster("local[2]")
                .setAppName("baseline")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1"));
    }

    @AfterAll
    static void stopSpark() {
        spark.close();
    }

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("store"));
    }

    private static Settings settings(Map<String, String> overrides) {
        String experiment = """
                starling {
                  name = pair, seeds = [0, 1]
                  federated {
                    rounds = 5, clients = 4, cohort-size = 2
                    data { name = gaussian-mixture, train = 800, test = 400, generator { dimensions = 16, separation = 6 } }
                    partition { method = shards, classes-per-client = 6 }
                    model { name = mlp, hidden = [16] }
                    algorithms = [ { name = naivemix, loss = naivemix }, { name = fedavg } ]
                  }
                }
                """;
        return RunSettings.of(ConfigFactory.parseString(experiment), overrides).settings();
    }

    private static Experiment baseline(Map<String, String> overrides, String placement, int frequency) {
        Map<String, String> all = new HashMap<>(overrides);
        all.put("starling.dl4j-spark.placement", placement);
        all.put("starling.dl4j-spark.averaging-frequency", String.valueOf(frequency));
        return new ParameterAveragingFamily().read(settings(all));
    }

    private void run(String id, List<Trial> trials, Experiment experiment, Exchange exchange) {
        store.create(RunInfo.of(
                id,
                id,
                "federated",
                "{}",
                "settings",
                experiment.dataHash(),
                "test",
                "fingerprint",
                Map.of(),
                experiment.notices()));
        try (RunJournal journal = store.journal(id)) {
            TrialLoop loop = new TrialLoop(id, exchange, journal, 4, Progress.silent(), System::nanoTime);
            trials.forEach(loop::run);
        }
        store.status(id, RunStatus.FINISHED, null);
    }

    private void runBaseline(String id, Map<String, String> overrides, String placement, int frequency) {
        Experiment experiment = baseline(overrides, placement, frequency);
        Exchange exchange = ParameterAveragingFamily.exchange(experiment.trials(), spark, new InProcessExchange());
        run(id, experiment.trials(), experiment, exchange);
    }

    private void runFedAvg(String id, Map<String, String> overrides) {
        Experiment experiment = new FederatedFamily().read(settings(overrides));
        List<Trial> trials = experiment.trials().stream()
                .filter(t -> t.setting().equals("fedavg"))
                .toList();
        run(id, trials, experiment, new InProcessExchange());
    }

    private List<Double> accuracies(String run) {
        return store.read(EvaluationRow.class, run).stream()
                .map(row -> row.row().accuracy())
                .toList();
    }

    @Test
    void standsBesideFedAvgInAReportAndReachesWhatItReaches() throws Exception {
        runFedAvg("fedavg-1", Map.of());
        runBaseline("baseline-1", Map.of(), "by-client", 0);
        List<TrialResult> results = new ArrayList<>(Reports.results(store, "fedavg-1"));
        results.addAll(Reports.results(store, "baseline-1"));
        Comparison comparison = Comparison.of(results, "accuracy.final");
        assertThat(comparison.summaries())
                .as(comparison.text())
                .allSatisfy(s -> assertThat(s.mean()).isGreaterThan(0.8));
        // Averaging once a round over equal clients is FedAvg but for the order of examples.
        assertThat(comparison.againstBaseline().get(0).n()).isEqualTo(2);
        assertThat(comparison.againstBaseline().get(0).mean())
                .as(comparison.text())
                .isCloseTo(0, within(0.06));
        assertThat(accuracies("baseline-1").get(0))
                .as("both start from the same parameters")
                .isEqualTo(accuracies("fedavg-1").get(0));
        Path report = folder.resolve("report.html");
        Reports.write(store, List.of("fedavg-1", "baseline-1"), report);
        assertThat(Files.readString(report)).contains("dl4j-spark-averaging \u2212 fedavg", "once a round");
    }

    @Test
    void mixedExamplesAreLearnedBetterThanSkewedClientsAndTravelMoreOften() {
        Map<String, String> skewed =
                Map.of("starling.federated.partition.classes-per-client", "1", "starling.seeds", "[0]");
        runBaseline("skewed", skewed, "by-client", 0);
        runBaseline("mixed", skewed, "shuffled", 20);
        assertThat(Reports.results(store, "mixed").get(0).metrics().get("accuracy.final"))
                .isGreaterThan(Reports.results(store, "skewed").get(0).metrics().get("accuracy.final") + 0.1);
        // 200 examples a worker, 2 epochs, batches of 10: 40 batches, averaged every 20.
        List<StoredRow<FederatedRoundRow>> once = store.read(FederatedRoundRow.class, "skewed");
        List<StoredRow<FederatedRoundRow>> often = store.read(FederatedRoundRow.class, "mixed");
        assertThat(often.get(0).row().bytesUp()).isEqualTo(2 * once.get(0).row().bytesUp());
        assertThat(Reports.results(store, "mixed").get(0).metrics().get("bytes.total"))
                .isEqualTo(2 * Reports.results(store, "skewed").get(0).metrics().get("bytes.total"));
    }

    @Test
    void trainsANetworkThatTheUserBrings() throws Exception {
        Path file = folder.resolve("network.json");
        Files.writeString(
                file,
                new NeuralNetConfiguration.Builder()
                        .weightInit(WeightInit.RELU_UNIFORM)
                        .updater(new Sgd(0.5))
                        .list()
                        .layer(new DenseLayer.Builder()
                                .nIn(16)
                                .nOut(12)
                                .activation(Activation.RELU)
                                .build())
                        .layer(new OutputLayer.Builder()
                                .nIn(12)
                                .nOut(10)
                                .activation(Activation.SOFTMAX)
                                .build())
                        .build()
                        .toJson());
        runBaseline(
                "brought",
                Map.of(
                        "starling.federated.model.name", "dl4j",
                        "starling.federated.model.config", "\"" + file + "\"",
                        "starling.seeds", "[3]"),
                "by-client",
                0);
        assertThat(Reports.results(store, "brought").get(0).metrics().get("accuracy.final"))
                .isGreaterThan(0.8);
    }

    @Test
    void divergedParametersStopTheTrialAndEnterNoSum() {
        Map<String, String> wild =
                Map.of("starling.federated.algorithm-defaults.learning-rate", "100000", "starling.seeds", "[0]");
        assertThatThrownBy(() -> runBaseline("wild", wild, "by-client", 0))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("2 of 2 clients diverged");
    }

    @Test
    void leavesNoKeyOfTheAlgorithmsUnread() {
        Settings settings = settings(Map.of());
        new ParameterAveragingFamily().read(settings);
        assertThatCode(settings.group("federated")::checkAllRead).doesNotThrowAnyException();
    }

    @Test
    void refusesWhatItCannotStandBeside() {
        Map<String, String> noFedAvg = Map.of("starling.federated.algorithms", "[ { name = adam, server = adam } ]");
        assertThatThrownBy(() -> baseline(noFedAvg, "by-client", 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("add { name = fedavg }");
        assertThatThrownBy(() -> baseline(Map.of(), "by-client", -1))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("starling.dl4j-spark.averaging-frequency is -1");
    }

    @Test
    void isFoundByNameAndLeavesOtherTrialsToTheirExchange() {
        assertThat(ServiceLoader.load(Family.class)).extracting(Family::name).contains("dl4j-spark", "federated");
        Exchange plain = new InProcessExchange();
        List<Trial> trials = new FederatedFamily().read(settings(Map.of())).trials();
        assertThat(ParameterAveragingFamily.exchange(trials, spark, plain)).isSameAs(plain);
    }

    @Test
    void batchesCrossKryoToo() {
        SparkConf conf = new SparkConf().set("spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator");
        SerializerInstance kryo = new KryoSerializer(conf).newInstance();
        INDArray array = Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}});
        ClassTag<INDArray> type = ClassTag.apply(INDArray.class);
        INDArray back = kryo.deserialize(kryo.serialize(array, type), type);
        assertThat(back).isEqualTo(array);
    }
}
