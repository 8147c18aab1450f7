package dev.starling.federated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Experiment;
import dev.starling.engine.Trial;
import dev.starling.testing.MemoryJournal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FederatedRunTest {

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "loss = fedavg",
                "loss = localmix",
                "loss = globalmix",
                "loss = naivemix",
                "loss = fedmix, lambda = 0.05",
                "proximal-mu = 0.1",
                "control-variates = true",
                "aggregation = normalized",
                "server = momentum, server-learning-rate = 0.5",
                "server = adagrad",
                "server = adam",
                "server = yogi",
                "loss = fedmix, control-variates = true, server = adam, proximal-mu = 0.01, aggregation = normalized",
            })
    void everyAlgorithmLearns(String algorithm) {
        Experiment experiment =
                Runs.tiny("starling.federated { rounds = 10, algorithms = [ { name = a, " + algorithm + " } ] }");
        MemoryJournal journal = Runs.run(experiment.trials().get(0));
        var evaluations = journal.rows(EvaluationRow.class);
        assertThat(evaluations).hasSize(11);
        assertThat(evaluations.get(10).accuracy())
                .as("accuracy, from %s at the start", evaluations.get(0).accuracy())
                .isGreaterThan(evaluations.get(0).accuracy() + 0.1);
        assertThat(journal.conclusion().metrics())
                .containsKeys("accuracy.final", "accuracy.best", "accuracy.last10", "loss.final", "bytes.total");
    }

    @Test
    void trialsOfASeedShareInitialParametersAndCohorts() {
        Experiment experiment = Runs.tiny(
                "starling.federated.algorithms = [ { name = a }, { name = b, loss = fedmix, lambda = 0.2 } ]");
        assertThat(experiment.trials()).extracting(Trial::id).containsExactly("a-seed0", "b-seed0");
        MemoryJournal a = Runs.run(experiment.trials().get(0));
        MemoryJournal b = Runs.run(experiment.trials().get(1));
        assertThat(b.rows(ClientRow.class))
                .extracting(ClientRow::round, ClientRow::client)
                .isEqualTo(a.rows(ClientRow.class).stream()
                        .map(row -> org.assertj.core.groups.Tuple.tuple(row.round(), row.client()))
                        .toList());
        assertThat(b.rows(EvaluationRow.class).get(0))
                .isEqualTo(a.rows(EvaluationRow.class).get(0));
        assertThat(b.conclusion().model().stateHash())
                .isNotEqualTo(a.conclusion().model().stateHash());
    }
}
