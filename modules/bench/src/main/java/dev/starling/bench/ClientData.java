package dev.starling.bench;

import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.kernel.Updates;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Random examples in random order, from which batches are gathered one after another, around and around. */
final class ClientData {
    private static final int EXAMPLES = 640;

    private final Scope scope;
    private final int[] inputShape;
    private final int features;
    private final int classes;
    private final float[] images;
    private final int[] labels;
    private final int[] order = new int[EXAMPLES];
    private final Map<Integer, Batch> batches = new HashMap<>();
    private int next;

    /**
     * @param scope owns the batches' inputs
     */
    ClientData(Scope scope, int[] inputShape, int classes, RandomGenerator random) {
        this.scope = scope;
        this.inputShape = inputShape.clone();
        this.classes = classes;
        features = Arrays.stream(inputShape).reduce(1, Math::multiplyExact);
        images = new float[EXAMPLES * features];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextDouble();
        }
        labels = random.ints(EXAMPLES, 0, classes).toArray();
        for (int i = 0; i < EXAMPLES; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }

    /** The next examples; overwritten by the next batch of this size. */
    Batch next(int size) {
        Batch batch = batches.computeIfAbsent(size, Batch::new);
        batch.gather();
        return batch;
    }

    /** Some examples and their one-hot labels. */
    final class Batch {
        private final int size;
        private final Tensor inputs;
        private final List<Tensor> rows;
        private final float[] targets;

        private Batch(int size) {
            this.size = size;
            int[] shape = IntStream.concat(IntStream.of(size), Arrays.stream(inputShape))
                    .toArray();
            inputs = scope.zeros(DType.FLOAT32, shape);
            int[] ones = new int[size];
            Arrays.fill(ones, 1);
            rows = inputs.split(0, ones);
            targets = new float[size * classes];
        }

        private void gather() {
            Arrays.fill(targets, 0);
            for (int i = 0; i < size; i++) {
                int example = order[next];
                next = (next + 1) % EXAMPLES;
                Updates.assign(rows.get(i), images, example * features);
                targets[i * classes + labels[example]] = 1;
            }
        }

        /** The inputs as they are now; the next batch of this size overwrites them. */
        Tensor inputs() {
            return inputs;
        }

        /** A copy of the targets. */
        Tensor targets(Scope step) {
            return step.tensor(targets, size, classes);
        }

        /** {@code x <- keep x}. */
        void scaleInputs(double keep) {
            Updates.scale(inputs, keep);
        }

        /** {@code y <- keep y + (1 - keep) other}, a soft label that all examples share. */
        void mixTargets(float keep, float[] other) {
            for (int i = 0; i < targets.length; i++) {
                targets[i] = keep * targets[i] + (1 - keep) * other[i % classes];
            }
        }
    }
}
