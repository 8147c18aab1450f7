package dev.starling.bench;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Random examples in random order, from which batches are gathered one after another, around and around. */
final class ClientData {
    private static final int EXAMPLES = 640;

    private final int[] inputShape;
    private final int features;
    private final int classes;
    private final float[] images;
    private final int[] labels;
    private final int[] order = new int[EXAMPLES];
    private final Map<Integer, Batch> batches = new HashMap<>();
    private int next;

    ClientData(int[] inputShape, int classes, RandomGenerator random) {
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
        private final int[] shape;
        private final float[] x;
        private final float[] targets;

        private Batch(int size) {
            this.size = size;
            shape = new int[inputShape.length + 1];
            shape[0] = size;
            System.arraycopy(inputShape, 0, shape, 1, inputShape.length);
            x = new float[size * features];
            targets = new float[size * classes];
        }

        private void gather() {
            Arrays.fill(targets, 0);
            for (int i = 0; i < size; i++) {
                int example = order[next];
                next = (next + 1) % EXAMPLES;
                System.arraycopy(images, example * features, x, i * features, features);
                targets[i * classes + labels[example]] = 1;
            }
        }

        Tensor inputs(Scope scope) {
            return scope.tensor(x, shape);
        }

        Tensor targets(Scope scope) {
            return scope.tensor(targets, size, classes);
        }

        /** {@code x <- keep x}. */
        void scaleInputs(float keep) {
            for (int i = 0; i < x.length; i++) {
                x[i] *= keep;
            }
        }

        /** {@code y <- keep y + (1 - keep) other}, a soft label that all examples share. */
        void mixTargets(float keep, float[] other) {
            for (int i = 0; i < targets.length; i++) {
                targets[i] = keep * targets[i] + (1 - keep) * other[i % classes];
            }
        }
    }
}
