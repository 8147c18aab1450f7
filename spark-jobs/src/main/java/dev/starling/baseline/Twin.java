package dev.starling.baseline;

import dev.starling.engine.InputException;
import dev.starling.engine.Settings;
import dev.starling.nn.Layout;
import dev.starling.nn.Networks;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * An experiment's network as DL4J has it: the user's own configuration, or for networks of dense layers an equal one that
 * is made here. Parameters translate both ways, so that both start from the same initial parameters and one evaluation
 * serves both.
 *
 * @param source where the configuration came from, for messages
 * @param json the configuration
 * @param weights rows and columns of each weight matrix in our flat vector, each followed by its bias of so many columns;
 *     empty if the flat vector is DL4J's own
 */
record Twin(String source, String json, List<int[]> weights) implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Reads {@code starling.federated.model}. */
    static Twin of(Settings model, int[] inputShape, int classes) {
        String name = model.text("name");
        List<Integer> hidden = model.integers("hidden");
        return switch (name) {
            case "dl4j" -> brought(model);
            case "mlp" -> dense(name, Activation.RELU, inputShape, classes, hidden);
            case "tanh-mlp" -> dense(name, Activation.TANH, inputShape, classes, hidden);
            case "softmax-regression" -> dense(name, Activation.IDENTITY, inputShape, classes, List.of());
            default ->
                throw model.invalid(
                        "name",
                        "dl4j-spark needs a DL4J configuration: set model.name = dl4j and model.config, or choose mlp,"
                                + " tanh-mlp or softmax-regression");
        };
    }

    private static Twin brought(Settings model) {
        String file = model.text("config");
        try {
            String json = Files.readString(Path.of(file));
            if (!json.contains("\"confs\"")) {
                throw model.invalid(
                        "config", "dl4j-spark averages a MultiLayerConfiguration here: write it with its toJson()");
            }
            return new Twin(file, json, List.of());
        } catch (IOException e) {
            throw new InputException(
                    model.invalid("config", "it cannot be read: name a file that DL4J's toJson() wrote")
                            .getMessage(),
                    e);
        }
    }

    private static Twin dense(String name, Activation activation, int[] inputShape, int classes, List<Integer> hidden) {
        int[] units = hidden.stream().mapToInt(Integer::intValue).toArray();
        List<int[]> weights = new ArrayList<>();
        for (Layout.Entry entry :
                Networks.create(name, inputShape, classes, units).layout().entries()) {
            if (entry.shape().length == 2) {
                weights.add(entry.shape());
            }
        }
        NeuralNetConfiguration.ListBuilder layers =
                new NeuralNetConfiguration.Builder().updater(new Sgd(1)).list();
        for (int[] weight : weights.subList(0, weights.size() - 1)) {
            layers.layer(new DenseLayer.Builder()
                    .nIn(weight[0])
                    .nOut(weight[1])
                    .activation(activation)
                    .build());
        }
        int[] last = weights.get(weights.size() - 1);
        layers.layer(new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(last[0])
                .nOut(last[1])
                .activation(Activation.SOFTMAX)
                .build());
        return new Twin(name, layers.build().toJson(), weights);
    }

    /** Our flat parameters as DL4J's: its weight matrices are column-major. */
    float[] theirs(float[] ours) {
        return transposed(ours, false);
    }

    /** DL4J's flat parameters as ours. */
    float[] ours(float[] theirs) {
        return transposed(theirs, true);
    }

    private float[] transposed(float[] from, boolean back) {
        float[] to = Arrays.copyOf(from, from.length);
        int offset = 0;
        for (int[] weight : weights) {
            int rows = back ? weight[1] : weight[0];
            int columns = back ? weight[0] : weight[1];
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    to[offset + column * rows + row] = from[offset + row * columns + column];
                }
            }
            offset += rows * columns + weight[1];
        }
        return to;
    }
}
