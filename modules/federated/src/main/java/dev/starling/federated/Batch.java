package dev.starling.federated;

import dev.starling.data.Examples;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.Arrays;

/**
 * Some examples on the heap, inputs {@code [rows, inputShape...]} and soft labels {@code [rows, classes]}, both row-major
 * float32. Its arrays are filled anew for every step, so that a step allocates nothing here.
 */
final class Batch {
    private final int[] shape;
    private final int classes;
    private final int inputSize;
    private final float[] x;
    private final float[] y;

    Batch(int rows, int[] inputShape, int classes) {
        this.shape = new int[inputShape.length + 1];
        shape[0] = rows;
        System.arraycopy(inputShape, 0, shape, 1, inputShape.length);
        this.classes = classes;
        this.inputSize = Arrays.stream(inputShape).reduce(1, Math::multiplyExact);
        this.x = new float[Math.multiplyExact(rows, inputSize)];
        this.y = new float[Math.multiplyExact(rows, classes)];
    }

    int rows() {
        return shape[0];
    }

    /** Puts an example and its one-hot label into a row. */
    void set(int row, Examples examples, int index) {
        examples.copyInput(index, x, row * inputSize);
        Arrays.fill(y, row * classes, (row + 1) * classes, 0f);
        y[row * classes + examples.label(index)] = 1f;
    }

    /** Puts an input and a soft label into a row. */
    void set(int row, float[] inputs, float[] labels, int index) {
        System.arraycopy(inputs, index * inputSize, x, row * inputSize, inputSize);
        System.arraycopy(labels, index * classes, y, row * classes, classes);
    }

    /** {@code x <- keep x + take other.x}; another batch of one row meets every row. */
    void mixInputs(double keep, double take, Batch other) {
        mix(x, keep, take, other.x, inputSize);
    }

    /** {@code y <- keep y + take other.y}. */
    void mixLabels(double keep, double take, Batch other) {
        mix(y, keep, take, other.y, classes);
    }

    /** {@code x <- keep x}. */
    void scaleInputs(double keep) {
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (keep * x[i]);
        }
    }

    private static void mix(float[] own, double keep, double take, float[] other, int rowSize) {
        for (int i = 0; i < own.length; i++) {
            float foreign = other.length == rowSize ? other[i % rowSize] : other[i];
            own[i] = (float) (keep * own[i] + take * foreign);
        }
    }

    /** The inputs as a tensor of the scope. */
    Tensor inputs(Scope scope) {
        return scope.tensor(x, shape);
    }

    /** The labels as a tensor of the scope. */
    Tensor labels(Scope scope) {
        return scope.tensor(y, rows(), classes);
    }
}
