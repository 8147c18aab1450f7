package dev.starling.episodes.hyper;

import dev.starling.data.Draws;
import dev.starling.engine.Seed;
import dev.starling.episodes.Episode;
import dev.starling.episodes.Samples;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An episode as an inner problem: inner steps see mini-batches of its support set, the validation loss is that of its query set. A
 * mini-batch is drawn without replacement, each step's from its own generator, so that any step's can be had again.
 */
final class EpisodeTask implements InnerTask {
    private final Episode episode;
    private final Scope scope;
    private final int[] inputShape;
    private final int outputs;
    private final int batchSize;
    private final Seed random;
    private final int[] all;
    private List<Tensor> support;
    private List<Tensor> query;

    /**
     * @param scope owns the batches
     * @param batchSize examples a step; 0, or as many as there are, for all
     * @param random the trajectory's; child "order" by step draws the mini-batches
     */
    EpisodeTask(Episode episode, Scope scope, int[] inputShape, int outputs, int batchSize, Seed random) {
        this.episode = episode;
        this.scope = scope;
        this.inputShape = inputShape;
        this.outputs = outputs;
        int count = episode.support().count();
        this.batchSize = batchSize == 0 ? count : Math.min(batchSize, count);
        this.random = random;
        this.all = IntStream.range(0, count).toArray();
    }

    @Override
    public boolean fullBatch() {
        return batchSize == all.length;
    }

    @Override
    public int[] examples(int step) {
        if (fullBatch()) {
            return all;
        }
        return Draws.distinct(
                batchSize, all.length, random.child("order").child(step).random());
    }

    @Override
    public List<Tensor> batch(int... examples) {
        if (examples != all) {
            return tensors(episode.support(), examples);
        }
        support = support == null ? tensors(episode.support(), all) : support;
        return support;
    }

    @Override
    public List<Tensor> validation() {
        if (query == null) {
            query = tensors(
                    episode.query(), IntStream.range(0, episode.query().count()).toArray());
        }
        return query;
    }

    /** Inputs and what outputs are compared with. */
    private List<Tensor> tensors(Samples samples, int... examples) {
        int size = samples.inputs().length / samples.count();
        float[] inputs = new float[examples.length * size];
        float[] targets = new float[examples.length * outputs];
        for (int i = 0; i < examples.length; i++) {
            System.arraycopy(samples.inputs(), examples[i] * size, inputs, i * size, size);
            if (samples.regression()) {
                System.arraycopy(samples.targets(), examples[i] * outputs, targets, i * outputs, outputs);
            } else {
                targets[i * outputs + samples.labels()[examples[i]]] = 1;
            }
        }
        int[] shape = new int[inputShape.length + 1];
        shape[0] = examples.length;
        System.arraycopy(inputShape, 0, shape, 1, inputShape.length);
        return List.of(scope.tensor(inputs, shape), scope.tensor(targets, examples.length, outputs));
    }
}
