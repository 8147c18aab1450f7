package dev.starling.episodes.hyper;

import dev.starling.episodes.TaskLoss;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Layout;
import dev.starling.nn.Network;
import dev.starling.nn.Pass;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * A network of which some entries are trained on the task, which makes them w, and the others are the hyperparameters. Both keep the
 * order that the network's layout has.
 *
 * @param network all of it; normalizes by the batch
 * @param trained whether an entry of the layout belongs to w, in its order
 * @param loss of its outputs, in training and validation
 */
record Divided(Network network, List<Boolean> trained, TaskLoss loss) implements Model {

    Divided {
        trained = List.copyOf(trained);
    }

    /** Divided by what is asked of each entry. */
    static Divided by(Predicate<Layout.Entry> trained, Network network, TaskLoss loss) {
        return new Divided(
                network, network.layout().entries().stream().map(trained::test).toList(), loss);
    }

    @Override
    public int weights() {
        return size(true);
    }

    @Override
    public int hyperparameters() {
        return size(false);
    }

    private int size(boolean ofTrained) {
        return entries(ofTrained).stream().mapToInt(Layout.Entry::size).sum();
    }

    private List<Layout.Entry> entries(boolean ofTrained) {
        List<Layout.Entry> entries = new ArrayList<>();
        for (int i = 0; i < trained.size(); i++) {
            if (trained.get(i) == ofTrained) {
                entries.add(network.layout().entries().get(i));
            }
        }
        return entries;
    }

    @Override
    public Tensor trainLoss(Tensor weights, Tensor hyperparameters, List<Tensor> batch) {
        return loss.mean(outputs(weights, hyperparameters, batch.get(0)), batch.get(1));
    }

    @Override
    public Tensor outputs(Tensor weights, Tensor hyperparameters, Tensor inputs) {
        Iterator<Tensor> ofWeights = parts(weights, true);
        Iterator<Tensor> ofHyperparameters = parts(hyperparameters, false);
        List<Tensor> parts = trained.stream()
                .map(isTrained -> (isTrained ? ofWeights : ofHyperparameters).next())
                .toList();
        return network.logits(parts, inputs, Pass.plain());
    }

    private Iterator<Tensor> parts(Tensor flat, boolean ofTrained) {
        List<Layout.Entry> entries = entries(ofTrained);
        List<Tensor> flats =
                flat.split(0, entries.stream().mapToInt(Layout.Entry::size).toArray());
        List<Tensor> parts = new ArrayList<>(flats.size());
        for (int i = 0; i < flats.size(); i++) {
            parts.add(flats.get(i).reshape(entries.get(i).shape()));
        }
        return parts.iterator();
    }

    /** One part of a vector of all parameters: w or lambda. */
    float[] part(boolean ofTrained, float[] all) {
        float[] part = new float[size(ofTrained)];
        int at = 0;
        for (Layout.Entry entry : entries(ofTrained)) {
            System.arraycopy(all, entry.offset(), part, at, entry.size());
            at += entry.size();
        }
        return part;
    }

    /** All parameters of both parts. */
    float[] whole(float[] hyperparameters, float[] weights) {
        float[] all = new float[network.layout().size()];
        put(weights, true, all);
        put(hyperparameters, false, all);
        return all;
    }

    private void put(float[] part, boolean ofTrained, float[] all) {
        int at = 0;
        for (Layout.Entry entry : entries(ofTrained)) {
            System.arraycopy(part, at, all, entry.offset(), entry.size());
            at += entry.size();
        }
    }
}
