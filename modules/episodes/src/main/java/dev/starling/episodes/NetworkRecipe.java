package dev.starling.episodes;

import dev.starling.engine.TrainedModel;
import dev.starling.nn.Initializer;
import dev.starling.nn.Layout;
import dev.starling.nn.Network;
import dev.starling.nn.Networks;
import dev.starling.nn.Widths;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Which network a method trains: what travels, and each worker makes its network of.
 *
 * @param name a name of {@link Networks#names()}
 * @param inputShape of one example; copied neither in nor out
 * @param outputs classes, or numbers that are predicted
 * @param hidden units of an MLP's hidden layers; empty for the others
 * @param filters channels of each block of conv4 networks
 * @param initialization how the first parameters are drawn
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NetworkRecipe(
        String name, int[] inputShape, int outputs, List<Integer> hidden, int filters, Initialization initialization)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** How the first parameters are drawn. */
    public enum Initialization {
        /** As {@link Networks} has it: He before a ReLU, biases 0. */
        HE,
        /** Weights and biases alike uniform in +-1 / sqrt(inputs), so that the kinks of a function's ReLUs lie apart. */
        FAN_IN
    }

    public NetworkRecipe {
        hidden = List.copyOf(hidden);
    }

    /**
     * The network.
     *
     * @throws IllegalArgumentException if it does not take such inputs; says both
     */
    public Network network() {
        return Networks.create(name, inputShape, outputs, widths());
    }

    /**
     * The network without its last layer, whatever the number of classes.
     *
     * @throws IllegalArgumentException if it does not take such inputs, or has no embedding
     */
    public Network embedding() {
        return Networks.embedding(name, inputShape, widths());
    }

    /**
     * The network with so many warp layers after each hidden layer or block: {@link Networks#warped}.
     *
     * @throws IllegalArgumentException if it does not take such inputs, or none
     */
    public Network warped(int warps) {
        return Networks.warped(name, inputShape, outputs, widths(), warps);
    }

    /** First parameters of {@link #network()}. */
    public float[] initial(RandomGenerator random) {
        return initial(network(), random);
    }

    /** First parameters of a network of this recipe. */
    public float[] initial(Network network, RandomGenerator random) {
        float[] flat = network.initial(random);
        if (initialization == Initialization.FAN_IN) {
            double fanIn = 1;
            for (Layout.Entry entry : network.layout().entries()) {
                boolean bias = entry.name().endsWith("/bias");
                if (!bias && !entry.name().endsWith("/weight")) {
                    continue;
                }
                int[] shape = entry.shape();
                // A bias follows the weights of its layer.
                fanIn = bias ? fanIn : (double) entry.size() / shape[shape.length - 1];
                Initializer.uniform(1 / StrictMath.sqrt(fanIn))
                        .fill(flat, entry.offset(), entry.offset() + entry.size(), fanIn, 1, random);
            }
        }
        return flat;
    }

    private Widths widths() {
        return new Widths(filters, hidden.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Parameters of the network, for the store. */
    public TrainedModel model(float[] parameters) {
        return model(network().layout(), parameters);
    }

    /** Parameters of a network of this recipe, with what else was learned, for the store. */
    public TrainedModel model(Layout layout, float[] parameters) {
        String layers = hidden.stream().map(units -> units + "-").collect(Collectors.joining());
        return new TrainedModel(name + " " + inputs() + "-" + layers + outputs, layout.toJson(), parameters);
    }

    /** Shape of the inputs as text, e.g. {@code 28x28x1}. */
    public String inputs() {
        return Arrays.stream(inputShape).mapToObj(Integer::toString).collect(Collectors.joining("x"));
    }
}
