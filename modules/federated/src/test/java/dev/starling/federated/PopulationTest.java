package dev.starling.federated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.data.Examples;
import dev.starling.engine.InputGroup;
import dev.starling.engine.Inputs;
import dev.starling.testing.MemoryJournal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PopulationTest {

    private static FederatedProgram program(String more) {
        return (FederatedProgram) Runs.tiny(more).trials().get(0).program();
    }

    @Test
    void trialsOfASeedShareInputsAndOtherSeedsDealAnew() {
        var trials = Runs.tiny("starling { seeds = [0, 1], federated.algorithms = [ { name = a }, { name = b } ] }")
                .trials();
        assertThat(trials.get(1).program().inputs().id())
                .isEqualTo(trials.get(0).program().inputs().id());
        assertThat(trials.get(2).program().inputs().id())
                .isNotEqualTo(trials.get(0).program().inputs().id());
    }

    @Test
    void slicesCoverTheTestSet() {
        Inputs inputs = program("starling.federated.evaluation.slice = 30").inputs();
        InputGroup test = inputs.groups().get(1);
        assertThat(test).isEqualTo(new InputGroup("test", 4, true));
        int examples = 0;
        for (int slice = 0; slice < 4; slice++) {
            examples += ((Examples) inputs.load("test", slice)).count();
        }
        assertThat(examples).isEqualTo(100);
    }

    @Test
    void heldOutExamplesAreNotTrainedOn() {
        Population population =
                program("starling.federated.partition.holdout = 0.25").population();
        Set<Float> trained = new HashSet<>();
        Set<Float> held = new HashSet<>();
        for (int client = 0; client < 6; client++) {
            collect(population.client(client).train(), trained);
            collect(population.client(client).own(), held);
            assertThat(population.client(client).train().count()).isEqualTo(population.size(client));
        }
        assertThat(trained).hasSize(180).doesNotContainAnyElementsOf(held);
        assertThat(held).hasSize(60);
    }

    private static void collect(Examples examples, Set<Float> first) {
        float[] input = new float[examples.inputSize()];
        for (int i = 0; i < examples.count(); i++) {
            examples.copyInput(i, input, 0);
            first.add(input[0]);
        }
    }

    @Test
    void noiseOnFeaturesGrowsWithTheClient() {
        Population plain = program("").population();
        Population noisy =
                program("starling.federated.partition.feature-noise = 4").population();
        double[] moved = new double[6];
        for (int client = 0; client < 6; client++) {
            float[] a = new float[8];
            float[] b = new float[8];
            for (int i = 0; i < plain.size(client); i++) {
                plain.client(client).train().copyInput(i, a, 0);
                noisy.client(client).train().copyInput(i, b, 0);
                for (int j = 0; j < 8; j++) {
                    moved[client] += Math.pow(a[j] - b[j], 2) / (8 * plain.size(client));
                }
            }
        }
        assertThat(moved[5]).isBetween(3.0, 5.0);
        assertThat(moved[0]).isBetween(0.4, 1.0);
    }

    @Test
    void madeClientsTakeNoMemoryAndEachHasItsClasses() {
        FederatedProgram program = program("""
                starling.federated {
                  clients = 1000000, cohort-size = 3
                  partition { method = generated, examples-per-client = 10, classes-per-client = 2 }
                }
                """);
        assertThat(program.inputs().groups())
                .containsExactly(new InputGroup("client", 1_000_000, false), new InputGroup("test", 3, false));
        Examples one = program.population().client(999_999).train();
        assertThat(one.count()).isEqualTo(10);
        assertThat(Arrays.stream(one.labelHistogram())
                        .filter(count -> count > 0)
                        .toArray())
                .containsExactly(5, 5);
        assertThat(one.sha256())
                .isEqualTo(program.population().client(999_999).train().sha256())
                .isNotEqualTo(program.population().client(999_998).train().sha256());
        assertThat(program.population().test(0, 100).sha256())
                .as("the test set does not depend on its slices")
                .isEqualTo(Examples.concat(java.util.List.of(
                                program.population().test(0, 40),
                                program.population().test(40, 100)))
                        .sha256());
    }

    @Test
    void syntheticClientsAreDealtAsTheyCome() {
        FederatedProgram program = program("""
                starling.federated {
                  data { name = synthetic-ab, train = 0, test = 0 }
                  partition { method = natural, min-samples = 1 }
                  model { name = softmax-regression }
                }
                """);
        long[] sizes = program.population().sizes();
        assertThat(sizes).hasSize(6);
        assertThat(Arrays.stream(sizes).min().orElse(0)).isGreaterThan(40);
    }

    @Test
    void everySamplingGivesCohortsOfItsKind() {
        for (String sampling : new String[] {"uniform", "by-examples", "poisson"}) {
            MemoryJournal journal = Runs.run(Runs.tiny("starling.federated { rounds = 8, sampling = " + sampling
                            + ", partition { method = quantity-skew, min-samples = 1 } }")
                    .trials()
                    .get(0));
            var sizes = journal.rows(FederatedRoundRow.class).stream()
                    .map(FederatedRoundRow::cohort)
                    .toList();
            assertThat(sizes).as(sampling).hasSize(8);
            if (sampling.equals("poisson")) {
                assertThat(new HashSet<>(sizes)).as("sizes %s", sizes).hasSizeGreaterThan(1);
            } else {
                assertThat(sizes).containsOnly(3);
            }
        }
    }

    @Test
    void clientsThatFailAreCountedAndExchangeNothing() {
        MemoryJournal journal = Runs.run(Runs.tiny("starling.federated { rounds = 8, failure-probability = 0.5 }")
                .trials()
                .get(0));
        var rows = journal.rows(FederatedRoundRow.class);
        assertThat(rows).hasSize(8).allSatisfy(row -> {
            assertThat(row.failed() + row.reporters()).isEqualTo(3);
            assertThat(row.bytesUp()).isEqualTo(row.reporters() * 4L * (8 * 8 + 8 + 8 * 10 + 10));
        });
        assertThat(rows).extracting(FederatedRoundRow::failed).contains(1, 2);
    }
}
