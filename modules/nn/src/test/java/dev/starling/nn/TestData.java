package dev.starling.nn;

import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.SplittableRandom;

/** Seeded inputs for tests. */
final class TestData {
    private TestData() {}

    /** Uniform in [0, 1). */
    static float[] uniform(long seed, int size) {
        return uniform(new SplittableRandom(seed), size);
    }

    private static float[] uniform(SplittableRandom random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextDouble();
        }
        return values;
    }

    /** Values of either type. */
    static Tensor tensor(Scope scope, DType dtype, float[] values, int... shape) {
        if (dtype == DType.FLOAT32) {
            return scope.tensor(values, shape);
        }
        return scope.tensor(doubles(values), shape);
    }

    static double[] doubles(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    /** Rows that sum to 1. */
    static float[] softLabels(long seed, int rows, int classes) {
        float[] labels = uniform(seed, rows * classes);
        for (int row = 0; row < rows; row++) {
            float sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += labels[row * classes + c];
            }
            for (int c = 0; c < classes; c++) {
                labels[row * classes + c] /= sum;
            }
        }
        return labels;
    }

    /** One class a row. */
    static float[] oneHot(long seed, int rows, int classes) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] labels = new float[rows * classes];
        for (int row = 0; row < rows; row++) {
            labels[row * classes + random.nextInt(classes)] = 1;
        }
        return labels;
    }
}
