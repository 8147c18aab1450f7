package dev.starling.episodes.gradient;

import dev.starling.data.Draws;
import dev.starling.engine.Seed;
import dev.starling.episodes.EpisodeTensors;
import dev.starling.episodes.Samples;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** An episode's examples as tensors. */
final class Batches {
    /** Inputs of a function that get no batches of its own: start, support x and y, query x and y. */
    private static final int WHOLE = 5;

    private final int[] inputShape;
    private final int outputs;
    private final int inputSize;

    Batches(int[] inputShape, int outputs) {
        this.inputShape = inputShape;
        this.outputs = outputs;
        int size = 1;
        for (int length : inputShape) {
            size *= length;
        }
        this.inputSize = size;
    }

    /** All examples of a set. */
    InnerLoop.Batch all(Scope scope, Samples samples) {
        return new InnerLoop.Batch(
                scope.tensor(samples.inputs(), shape(samples.count())),
                scope.tensor(targets(samples), samples.count(), outputs));
    }

    /**
     * The batches of inner steps, as a flat list of x and y; empty if each step takes all examples.
     *
     * @param size examples a batch; 0, or at least as many as there are, for all
     * @param random child "order" shuffles, anew whenever all examples have been used
     */
    List<Tensor> steps(Scope scope, Samples samples, int steps, int size, Seed random) {
        if (size == 0 || size >= samples.count()) {
            return List.of();
        }
        List<Tensor> batches = new ArrayList<>(2 * steps);
        RandomGenerator order = random.child("order").random();
        float[] targets = targets(samples);
        int[] shuffled = {};
        int next = 0;
        for (int step = 0; step < steps; step++) {
            float[] x = new float[size * inputSize];
            float[] y = new float[size * outputs];
            for (int i = 0; i < size; i++) {
                if (next == shuffled.length) {
                    shuffled = Draws.permutation(samples.count(), order);
                    next = 0;
                }
                int example = shuffled[next++];
                System.arraycopy(samples.inputs(), example * inputSize, x, i * inputSize, inputSize);
                System.arraycopy(targets, example * outputs, y, i * outputs, outputs);
            }
            batches.add(scope.tensor(x, shape(size)));
            batches.add(scope.tensor(y, size, outputs));
        }
        return batches;
    }

    /** The batches of a function's inner steps: given after start, support and query, else the support set each time. */
    static List<InnerLoop.Batch> given(List<Tensor> given, int steps) {
        List<InnerLoop.Batch> batches = new ArrayList<>(steps);
        for (int step = 0; step < steps; step++) {
            int x = given.size() == WHOLE ? 1 : WHOLE + 2 * step;
            batches.add(new InnerLoop.Batch(given.get(x), given.get(x + 1)));
        }
        return batches;
    }

    /** Scalars as one vector. */
    static Tensor vector(List<Tensor> scalars) {
        return Tensor.concat(
                0, scalars.stream().map(scalar -> scalar.reshape(1)).toList());
    }

    private float[] targets(Samples samples) {
        return samples.regression() ? samples.targets() : EpisodeTensors.rows(samples, outputs);
    }

    private int[] shape(int count) {
        int[] shape = new int[inputShape.length + 1];
        shape[0] = count;
        System.arraycopy(inputShape, 0, shape, 1, inputShape.length);
        return shape;
    }
}
