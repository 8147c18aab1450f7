package dev.starling.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.InProcessExchange;
import dev.starling.engine.InputException;
import dev.starling.engine.Trial;
import dev.starling.testing.MemoryJournal;
import dev.starling.testing.ScatteredExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Federated runs whose client model is a DL4J network that a user wrote to a file. */
class Dl4jRunTest {
    private static final String SETTINGS = """
            starling {
              experiment = federated
              name = brought
              federated {
                rounds = 6, clients = 6, cohort-size = 3
                data { name = generated-images, train = 240, test = 100, generator.side = 10 }
                evaluation.slice = 40
                model { name = dl4j, config = "%s" }
                algorithm-defaults.learning-rate = 0.1
                algorithms = [ { name = a, %s } ]
              }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void aConvolutionNetworkLearnsWithTheSameBitsWhereverItsUnitsRun() throws IOException {
        Trial trial = trial(convolution(), "loss = fedavg");

        Nd4j.getRandom().setSeed(1);
        MemoryJournal here = Runs.run(trial);
        Nd4j.getRandom().setSeed(2);
        MemoryJournal scattered = Runs.run(trial, 3, new MemoryJournal(), new ScatteredExchange(3, 7));

        assertThat(accuracy(here, 6)).isGreaterThan(accuracy(here, 0) + 0.1);
        assertThat(scattered.conclusion().model().stateHash())
                .isEqualTo(here.conclusion().model().stateHash());
    }

    @Test
    void aGraphLearnsByFedMixWithControlVariates() throws IOException {
        Trial trial = trial(graph(), "loss = fedmix, lambda = 0.05, control-variates = true");

        MemoryJournal journal = Runs.run(trial, 6, new MemoryJournal(), new InProcessExchange());

        assertThat(accuracy(journal, 6)).isGreaterThan(accuracy(journal, 0) + 0.1);
    }

    @Test
    void aNetworkForOtherImagesIsRefusedBeforeAnythingRuns() throws IOException {
        MultiLayerConfiguration other = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(output(0))
                .setInputType(InputType.convolutionalFlat(28, 28, 1))
                .build();

        assertThatThrownBy(() -> trial(other.toJson(), "loss = fedavg"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("net.json")
                .hasMessageContaining("10x10x1");
    }

    private Trial trial(String json, String algorithm) throws IOException {
        Path file = Files.writeString(folder.resolve("net.json"), json);
        return Runs.read(SETTINGS.formatted(file, algorithm)).trials().get(0);
    }

    private static double accuracy(MemoryJournal journal, int round) {
        return journal.rows(EvaluationRow.class).stream()
                .filter(row -> row.round() == round)
                .findFirst()
                .orElseThrow()
                .accuracy();
    }

    private static String convolution() {
        return new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(6)
                        .activation(Activation.RELU)
                        .build())
                .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(new DenseLayer.Builder()
                        .nOut(20)
                        .activation(Activation.RELU)
                        .dropOut(0.9)
                        .build())
                .layer(output(0))
                .setInputType(InputType.convolutionalFlat(10, 10, 1))
                .build()
                .toJson();
    }

    private static String graph() {
        ComputationGraphConfiguration graph = new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("image")
                .addLayer(
                        "hidden",
                        new DenseLayer.Builder()
                                .nIn(100)
                                .nOut(20)
                                .activation(Activation.TANH)
                                .build(),
                        "image")
                .addLayer("class", output(20), "hidden")
                .setOutputs("class")
                .build();
        return graph.toJson();
    }

    private static OutputLayer output(int inputs) {
        OutputLayer.Builder layer = new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nOut(10)
                .activation(Activation.SOFTMAX);
        return inputs > 0 ? layer.nIn(inputs).build() : layer.build();
    }
}
