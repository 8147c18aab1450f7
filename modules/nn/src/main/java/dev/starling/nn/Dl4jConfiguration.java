package dev.starling.nn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * The text of a DL4J configuration, of which fresh configurations are made, and what we ask of it. Each call of
 * {@link #build} parses anew, because networks change the configuration that they are given.
 */
record Dl4jConfiguration(String source, String json, boolean graph) {

    /** Layers by name, and the entrance and the exit of the network. */
    record Anatomy(
            Map<String, Layer> layers, Layer first, InputPreProcessor preProcessor, Layer last, DataType dataType) {}

    static Dl4jConfiguration read(Path file) {
        try {
            return of(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The DL4J configuration " + file + " cannot be read: check the path and its permissions", e);
        }
    }

    static Dl4jConfiguration of(String source, String json) {
        try {
            JsonNode root = new ObjectMapper().readTree(json);
            if (root.has("confs")) {
                return new Dl4jConfiguration(source, json, false);
            }
            if (root.has("vertices")) {
                return new Dl4jConfiguration(source, json, true);
            }
            throw new IllegalArgumentException(source + " is JSON but no DL4J configuration: write it with "
                    + "MultiLayerConfiguration.toJson() or ComputationGraphConfiguration.toJson()");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    source + " is not JSON (" + e.getOriginalMessage() + "): write it with DL4J's toJson()", e);
        }
    }

    /** Makes a network whose layers went through {@code preparation} first. */
    Dl4jModel build(Preparation preparation) {
        if (graph) {
            ComputationGraphConfiguration configuration = parse(ComputationGraphConfiguration::fromJson);
            prepare(anatomy(configuration), preparation);
            return new Dl4jGraph(configuration);
        }
        MultiLayerConfiguration configuration = parse(MultiLayerConfiguration::fromJson);
        prepare(anatomy(configuration), preparation);
        return new Dl4jSequence(configuration);
    }

    /** The network's parts, for checks before anything is built. */
    Anatomy anatomy() {
        return graph
                ? anatomy(parse(ComputationGraphConfiguration::fromJson))
                : anatomy(parse(MultiLayerConfiguration::fromJson));
    }

    /** What is done to each layer before a network is made of it. */
    interface Preparation {
        void prepare(String name, Layer layer);
    }

    private static void prepare(Anatomy anatomy, Preparation preparation) {
        anatomy.layers().forEach(preparation::prepare);
    }

    private <T> T parse(Parser<T> parser) {
        try {
            return parser.parse(json);
        } catch (RuntimeException e) {
            throw fail("DL4J cannot read it (" + e.getMessage() + "): write it with DL4J 1.0.0-M2.1's toJson()", e);
        }
    }

    private interface Parser<T> {
        T parse(String json);
    }

    private Anatomy anatomy(MultiLayerConfiguration configuration) {
        requireWhole(configuration.getBackpropType());
        Map<String, Layer> layers = new LinkedHashMap<>();
        for (NeuralNetConfiguration conf : configuration.getConfs()) {
            layers.put("layer" + layers.size(), conf.getLayer());
        }
        List<Layer> order = new ArrayList<>(layers.values());
        return new Anatomy(
                layers,
                order.get(0),
                configuration.getInputPreProcess(0),
                order.get(order.size() - 1),
                configuration.getDataType());
    }

    private Anatomy anatomy(ComputationGraphConfiguration configuration) {
        requireWhole(configuration.getBackpropType());
        if (configuration.getNetworkInputs().size() != 1
                || configuration.getNetworkOutputs().size() != 1) {
            throw fail("it has the inputs " + configuration.getNetworkInputs() + " and the outputs "
                    + configuration.getNetworkOutputs() + ": only one of each can be learned here");
        }
        Map<String, Layer> layers = new LinkedHashMap<>();
        configuration.getVertices().forEach((name, vertex) -> {
            if (vertex instanceof LayerVertex layer) {
                layers.put(name, layer.getLayerConf().getLayer());
            }
        });
        String input = configuration.getNetworkInputs().get(0);
        for (Map.Entry<String, List<String>> edges :
                configuration.getVertexInputs().entrySet()) {
            GraphVertex vertex = configuration.getVertices().get(edges.getKey());
            if (edges.getValue().contains(input) && vertex instanceof LayerVertex layer) {
                return new Anatomy(
                        layers,
                        layer.getLayerConf().getLayer(),
                        layer.getPreProcessor(),
                        layers.get(configuration.getNetworkOutputs().get(0)),
                        configuration.getDataType());
            }
        }
        throw fail("its input '" + input + "' leads to no layer: feed it to a layer first");
    }

    private void requireWhole(BackpropType type) {
        if (type != BackpropType.Standard) {
            throw fail("it asks for truncated backpropagation through time: set Standard");
        }
    }

    IllegalArgumentException fail(String why) {
        return fail(why, null);
    }

    IllegalArgumentException fail(String why, Throwable cause) {
        return new IllegalArgumentException("The DL4J network of " + source + " cannot be used: " + why, cause);
    }
}
