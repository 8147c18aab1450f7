package dev.starling.federated;

import dev.starling.data.Examples;
import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.kernel.Updates;
import java.util.Arrays;

/**
 * Some examples, inputs {@code [rows, inputShape...]} and soft labels {@code [rows, classes]}, both row-major float32. They
 * are put together on the heap and handed to a step in native memory; both are filled anew for every step, so that a step
 * allocates nothing here and meets its inputs where they were before.
 */
final class Batch {
    private final int rows;
    private final int classes;
    private final int inputSize;
    private final float[] x;
    private final float[] y;
    private final Tensor inputs;
    private final Tensor labels;
    private final Tensor targets;

    /** Memory for so many rows, as long as the scope is open. */
    Batch(Scope scope, int rows, int[] inputShape, int classes) {
        int[] shape = shape(rows, inputShape);
        this.rows = rows;
        this.classes = classes;
        this.inputs = scope.zeros(DType.FLOAT32, shape);
        this.labels = scope.zeros(DType.FLOAT32, rows, classes);
        this.targets = scope.zeros(DType.FLOAT32, rows, classes);
        this.inputSize = inputs.size() / rows;
        this.x = new float[inputs.size()];
        this.y = new float[labels.size()];
    }

    private Batch(Batch whole, int rows) {
        this.rows = rows;
        this.classes = whole.classes;
        this.inputSize = whole.inputSize;
        this.x = whole.x;
        this.y = whole.y;
        this.inputs = first(whole.inputs, rows);
        this.labels = first(whole.labels, rows);
        this.targets = first(whole.targets, rows);
    }

    private static Tensor first(Tensor whole, int rows) {
        return rows == whole.dim(0)
                ? whole
                : whole.split(0, rows, whole.dim(0) - rows).get(0);
    }

    /** The shape of so many inputs. */
    static int[] shape(int rows, int[] inputShape) {
        int[] shape = new int[inputShape.length + 1];
        shape[0] = rows;
        System.arraycopy(inputShape, 0, shape, 1, inputShape.length);
        return shape;
    }

    /** A batch in the first rows of this one's memory. */
    Batch first(int count) {
        return new Batch(this, count);
    }

    int rows() {
        return rows;
    }

    /** Puts an example and its one-hot label into a row. */
    void set(int row, Examples examples, int index) {
        examples.copyInput(index, x, row * inputSize);
        Arrays.fill(y, row * classes, (row + 1) * classes, 0f);
        y[row * classes + examples.label(index)] = 1f;
    }

    /** Puts an input and a soft label into a row. */
    void set(int row, float[] foreignInputs, float[] foreignLabels, int index) {
        System.arraycopy(foreignInputs, index * inputSize, x, row * inputSize, inputSize);
        System.arraycopy(foreignLabels, index * classes, y, row * classes, classes);
    }

    /** {@code x <- keep x + take other.x}; another batch of one row meets every row. */
    void mixInputs(double keep, double take, Batch other) {
        mix(x, keep, take, other.x, inputSize, other.rows);
    }

    /** {@code y <- keep y + take other.y}. */
    void mixLabels(double keep, double take, Batch other) {
        mix(y, keep, take, other.y, classes, other.rows);
    }

    /** {@code x <- keep x}. */
    void scaleInputs(double keep) {
        for (int i = 0; i < rows * inputSize; i++) {
            x[i] = (float) (keep * x[i]);
        }
    }

    private void mix(float[] own, double keep, double take, float[] other, int rowSize, int otherRows) {
        for (int row = 0; row < rows; row++) {
            int at = row * rowSize;
            int otherAt = otherRows == 1 ? 0 : at;
            for (int i = 0; i < rowSize; i++) {
                own[at + i] = (float) (keep * own[at + i] + take * other[otherAt + i]);
            }
        }
    }

    /** The inputs as they are now. */
    Tensor inputs() {
        return written(inputs, x);
    }

    /** The labels as they are now. */
    Tensor labels() {
        return written(labels, y);
    }

    /** The labels as they are now, beside what {@link #labels} gave before. */
    Tensor targets() {
        return written(targets, y);
    }

    private static Tensor written(Tensor tensor, float[] values) {
        Updates.assign(tensor, values, 0);
        return tensor;
    }
}
