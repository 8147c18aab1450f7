package dev.starling.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.DataException;
import dev.starling.engine.Experiment;
import dev.starling.engine.InputException;
import dev.starling.federated.Algorithm.Aggregation;
import dev.starling.federated.Algorithm.Weighting;
import dev.starling.federated.ServerOptimizer.Adaptive;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FederatedSettingsTest {

    private static FederatedProgram program(Experiment experiment, int trial) {
        return (FederatedProgram) experiment.trials().get(trial).program();
    }

    @Test
    void isFoundByName() {
        assertThat(ServiceLoader.load(dev.starling.engine.Family.class))
                .extracting(dev.starling.engine.Family::name)
                .contains("federated");
    }

    @Test
    void defaults() {
        Experiment experiment = Runs.read("starling.federated.data { train = 200, test = 50 }");
        FederatedProgram program = program(experiment, 0);
        assertThat(program.schedule())
                .isEqualTo(new Schedule(60, 20, 5, Schedule.Sampling.UNIFORM, 0, 0.5, 1, 500, false, List.of()));
        assertThat(program.algorithm())
                .isEqualTo(new Algorithm(
                        "fedavg",
                        new LocalTraining(
                                2,
                                10,
                                0.1,
                                0.999,
                                Double.POSITIVE_INFINITY,
                                0,
                                false,
                                LocalTraining.Pairing.PER_SAMPLE),
                        new Loss.Plain(),
                        new MeanSettings(5, false, false, 0, null),
                        Weighting.EXAMPLES,
                        Aggregation.MEAN,
                        new ServerOptimizer.Average(1)));
        assertThat(program.model()).isEqualTo(new NetworkModel("mlp", List.of(64), 0));
        assertThat(experiment.trials()).hasSize(1);
        assertThat(experiment.notices()).isEmpty();
    }

    @Test
    void everyKeyOfAnAlgorithm() {
        Experiment experiment = Runs.tiny("""
                starling.federated.algorithms = [ {
                  name = x, loss = fedmix, lambda = 0.3, pairing = per-sample, taylor-coefficient = lambda, taylor-scale = 0.5
                  taylor-normalization = legacy-double-mean, epochs = 3, batch-size = 7, learning-rate = 0.2
                  learning-rate-decay = 0.9, max-gradient-norm = 10, proximal-mu = 0.4, control-variates = true
                  weighting = uniform, aggregation = normalized, server = yogi, server-learning-rate = 0.6, beta1 = 0.7
                  beta2 = 0.8, tau = 0.01, moments-start = zero-bias-corrected
                  means { group-size = 4, keep-remainder = true, strict-groups = true, abstaining-share = 0.1
                    privacy { gaussian-noise = true, epsilon = 0.5, delta = 1e-6, clip-norm = 2 } }
                } ]
                """);
        assertThat(program(experiment, 0).algorithm())
                .isEqualTo(new Algorithm(
                        "x",
                        new LocalTraining(3, 7, 0.2, 0.9, 10, 0.4, true, LocalTraining.Pairing.PER_SAMPLE),
                        new Loss.FedMix(0.3, Loss.Coefficient.LAMBDA, 0.5, Loss.Normalization.LEGACY_DOUBLE_MEAN),
                        new MeanSettings(4, true, true, 0.1, new MeanSettings.Privacy(0.5, 1e-6, 2)),
                        Weighting.UNIFORM,
                        Aggregation.NORMALIZED,
                        new Adaptive(Adaptive.Rule.YOGI, 0.6, 0.7, 0.8, 0.01, Adaptive.Start.ZERO_BIAS_CORRECTED)));
    }

    @Test
    void trialsOfASeedStandTogether() {
        Experiment experiment =
                Runs.tiny("starling { seeds = [3, 7], federated.algorithms = [{name = a}, {name = b}] }");
        assertThat(experiment.trials())
                .extracting(trial -> trial.id())
                .containsExactly("a-seed3", "b-seed3", "a-seed7", "b-seed7");
    }

    @ParameterizedTest
    @CsvSource({
        "partition.alpha, 0.7, true",
        "clients, 7, true",
        "data.seed, 5, true",
        "rounds, 3, false",
        "algorithm-defaults.lambda, 0.2, false",
    })
    void theDataHashIsOfTheDataAndOfWhoHoldsWhat(String key, String value, boolean changes) {
        String more = "starling.federated.partition { method = dirichlet, min-samples = 1 }";
        String before = Runs.tiny(more).dataHash();
        String after =
                Runs.tiny(more + "\nstarling.federated." + key + " = " + value).dataHash();
        assertThat(after.equals(before)).isEqualTo(!changes);
    }

    @Test
    void noticesNameThePrivacyThatIsGivenUpAndTheNormalization() {
        Experiment experiment = Runs.tiny("""
                starling.federated.algorithms = [
                  { name = a, loss = fedmix, means.group-size = 2 }
                  { name = b, loss = globalmix }
                  { name = c, loss = fedmix, taylor-normalization = legacy-double-mean
                    means.privacy { gaussian-noise = true, epsilon = 0.5 } }
                ]
                """);
        assertThat(experiment.notices())
                .anySatisfy(notice -> assertThat(notice).contains("a: means of 2 examples", "group-size of 5"))
                .anySatisfy(notice -> assertThat(notice).contains("a: label means", "no formal privacy guarantee"))
                .anySatisfy(notice -> assertThat(notice).isEqualTo("a: taylor-normalization is per-sample-mean"))
                .anySatisfy(notice -> assertThat(notice).contains("b: GlobalMix", "raw examples"))
                .anySatisfy(notice -> assertThat(notice).contains("c: ", "legacy-double-mean"))
                .anySatisfy(notice -> assertThat(notice).contains("c: ", "epsilon 0.5", "delta 1.0E-5"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "cohort-size = 7 | starling.federated.cohort-size is 7 (test.conf: 12): there are only 6 clients: lower it or raise starling.federated.clients",
                "algorithm-defaults.loss = fedmux | .loss is 'fedmux' .. choose one of: fedavg, localmix, globalmix, naivemix, fedmix",
                "algorithm-defaults.lambda = 1 | .lambda is 1 (test.conf: 12): give a number from 0.0 to 0.999",
                "algorithm-defaults.lambda = -0.1 | .lambda is -0.1",
                "algorithm-defaults.server = sgd | choose one of: average, momentum, adagrad, adam, yogi",
                "algorithm-defaults.epochs = two | .epochs is 'two' .. give an integer",
                "algorithms = [] | starling.federated.algorithms is [] .. name at least one",
                "algorithms = [{name = a}, {name = a}] | another algorithm has this name",
                "algorithms = [{name = a/b}] | .name is 'a/b' .. letters, digits",
                "algorithms = [{name = a, lamda = 0.1}] | unknown key starling.federated.algorithms[0].lamda .. did you mean 'lambda'?",
                "roundz = 7 | unknown key starling.federated.roundz (test.conf: 12): did you mean 'rounds'?",
                "model.name = resnet | starling.federated.model.name is 'resnet' .. choose dl4j or one of: softmax-regression",
                "model.name = lenet-5 | takes 28x28 images .. data's examples are 8",
                "model {name = dl4j, config = /no/such.json} | starling.federated.model.config is '/no/such.json' .. cannot be read",
                "model {name = softmax-regression, dropout = 0.5} | only an mlp takes a dropout rate",
                "data.name = minst | starling.federated.data.name is 'minst' .. choose one of: mnist",
                "data.train = 0 | starling.federated.data.train is 0 .. from 1",
                "data {mean = [0.5], deviation = [0]} | starling.federated.data.deviation .. one number above 0",
                "data.pool = 3 | starling.federated.data.name is 'gaussian-mixture' .. 8",
                "partition.method = natural | partition.method is natural but data set gaussian-mixture does not say",
                "partition.classes-per-client = 40 | starling.federated.partition",
                "partition.method = generated, data.name = synthetic-ab | partition.method = generated needs generated-images",
            })
    void badInputIsRefusedWithWhatWhereAndWhatToDo(String setting, String pieces) {
        assertThatThrownBy(() -> Runs.tiny("starling.federated { " + setting + " }"))
                .isInstanceOfAny(InputException.class, DataException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(pieces.split(" \\.\\. ")));
    }

    @Test
    void aMissingDataSetNamesItsFile() {
        Map<String, String> nowhere = Map.of("starling.data.path", "/nowhere");
        assertThatThrownBy(() -> Runs.read("starling.federated.data.name = mnist", nowhere))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("data set mnist needs /nowhere/mnist/train-images-idx3-ubyte.gz")
                .hasMessageContaining("STARLING_DATA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iid", "shards", "owner-draw", "dirichlet", "quantity-skew"})
    void everyPartitionDealsEverything(String method) {
        Experiment experiment =
                Runs.tiny("starling.federated.partition { method = " + method + ", min-samples = 2, iid-share = 0.3 }");
        Population population = program(experiment, 0).population();
        assertThat(java.util.Arrays.stream(population.sizes()).sum()).isEqualTo(240);
        assertThat(population.shards())
                .hasSize(6)
                .allSatisfy(row ->
                        assertThat(java.util.Arrays.stream(row.labels()).sum()).isEqualTo(row.examples()));
    }
}
