package dev.starling.episodes;

import dev.starling.engine.TrainedModel;
import dev.starling.nn.Network;
import dev.starling.nn.Networks;
import dev.starling.nn.Widths;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which network a method trains: what travels, and each worker makes its network of.
 *
 * @param name a name of {@link Networks#names()}
 * @param inputShape of one example; copied neither in nor out
 * @param outputs classes, or numbers that are predicted
 * @param hidden units of an MLP's hidden layers; empty for the others
 * @param filters channels of each block of conv4 networks
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NetworkRecipe(String name, int[] inputShape, int outputs, List<Integer> hidden, int filters)
        implements Serializable {
    private static final long serialVersionUID = 1L;

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

    private Widths widths() {
        return new Widths(filters, hidden.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Parameters of the network, for the store. */
    public TrainedModel model(float[] parameters) {
        String layers = hidden.stream().map(units -> units + "-").collect(Collectors.joining());
        return new TrainedModel(
                name + " " + inputs() + "-" + layers + outputs,
                network().layout().toJson(),
                parameters);
    }

    /** Shape of the inputs as text, e.g. {@code 28x28x1}. */
    public String inputs() {
        return Arrays.stream(inputShape).mapToObj(Integer::toString).collect(Collectors.joining("x"));
    }
}
