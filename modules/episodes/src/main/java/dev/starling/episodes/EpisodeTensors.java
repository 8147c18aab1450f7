package dev.starling.episodes;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;

/** Examples of episodes as tensors. */
public final class EpisodeTensors {
    private EpisodeTensors() {}

    /** Inputs {@code [count, inputShape...]}. */
    public static Tensor inputs(Scope scope, Samples samples, int... inputShape) {
        int[] shape = new int[inputShape.length + 1];
        shape[0] = samples.count();
        System.arraycopy(inputShape, 0, shape, 1, inputShape.length);
        return scope.tensor(samples.inputs(), shape);
    }

    /** Labels as rows of probabilities, {@code [count, classes]}. */
    public static Tensor targets(Scope scope, Samples samples, int classes) {
        return scope.tensor(rows(samples, classes), samples.count(), classes);
    }

    /** The same on the heap. */
    public static float[] rows(Samples samples, int classes) {
        float[] rows = new float[samples.count() * classes];
        for (int i = 0; i < samples.count(); i++) {
            rows[i * classes + samples.labels()[i]] = 1;
        }
        return rows;
    }
}
