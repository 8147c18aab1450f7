package dev.starling.nn;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Layers in plain double loops, written without a look at the kernel, for one example at a time but for normalize. */
final class ReferenceNetwork {
    private final double[] parameters;
    private int next;

    ReferenceNetwork(float[] parameters) {
        this.parameters = TestData.doubles(parameters);
    }

    private double[] take(int size) {
        double[] part = Arrays.copyOfRange(parameters, next, next + size);
        next += size;
        return part;
    }

    double[] dense(double[] x, int outputs) {
        double[] weight = take(x.length * outputs);
        double[] y = take(outputs);
        for (int i = 0; i < x.length; i++) {
            for (int o = 0; o < outputs; o++) {
                y[o] += x[i] * weight[i * outputs + o];
            }
        }
        return y;
    }

    double[] relu(double[] x) {
        return Arrays.stream(x).map(value -> Math.max(value, 0)).toArray();
    }

    double[] tanh(double[] x) {
        return Arrays.stream(x).map(Math::tanh).toArray();
    }

    /** A square image of {@code side} with channels last. */
    double[] convolution(double[] x, int side, int channels, int kernel, int padding, int outputs) {
        double[] weight = take(kernel * kernel * channels * outputs);
        double[] bias = take(outputs);
        int result = side + 2 * padding - kernel + 1;
        double[] y = new double[result * result * outputs];
        for (int row = 0; row < result; row++) {
            for (int column = 0; column < result; column++) {
                for (int o = 0; o < outputs; o++) {
                    double sum = bias[o];
                    for (int i = 0; i < kernel; i++) {
                        for (int j = 0; j < kernel; j++) {
                            int r = row + i - padding;
                            int c = column + j - padding;
                            for (int channel = 0;
                                    r >= 0 && r < side && c >= 0 && c < side && channel < channels;
                                    channel++) {
                                sum += x[(r * side + c) * channels + channel]
                                        * weight[((i * kernel + j) * channels + channel) * outputs + o];
                            }
                        }
                    }
                    y[(row * result + column) * outputs + o] = sum;
                }
            }
        }
        return y;
    }

    double[] pool(double[] x, int side, int channels) {
        int result = side / 2;
        double[] y = new double[result * result * channels];
        for (int i = 0; i < y.length; i++) {
            int row = i / channels / result;
            int column = i / channels % result;
            int corner = (2 * row * side + 2 * column) * channels + i % channels;
            y[i] = Math.max(
                    Math.max(x[corner], x[corner + channels]),
                    Math.max(x[corner + side * channels], x[corner + (side + 1) * channels]));
        }
        return y;
    }

    /** The same layers with the same parameters for every example of a batch. */
    double[][] each(double[][] batch, UnaryOperator<double[]> layers) {
        int start = next;
        return Arrays.stream(batch)
                .map(example -> {
                    next = start;
                    return layers.apply(example);
                })
                .toArray(double[][]::new);
    }

    /** Batch normalization by the batch's own mean and biased variance. */
    double[][] normalize(double[][] batch, int channels, double eps) {
        double[] gamma = take(channels);
        double[] beta = take(channels);
        double[][] y = Arrays.stream(batch).map(double[]::clone).toArray(double[][]::new);
        for (int c = 0; c < channels; c++) {
            int channel = c;
            double[] values = Arrays.stream(batch)
                    .flatMapToDouble(
                            x -> IntStream.range(0, x.length / channels).mapToDouble(i -> x[i * channels + channel]))
                    .toArray();
            double mean = Arrays.stream(values).average().orElseThrow();
            double variance = Arrays.stream(values)
                    .map(value -> (value - mean) * (value - mean))
                    .average()
                    .orElseThrow();
            for (double[] x : y) {
                for (int i = c; i < x.length; i += channels) {
                    x[i] = gamma[c] * (x[i] - mean) / Math.sqrt(variance + eps) + beta[c];
                }
            }
        }
        return y;
    }

    void requireAllTaken() {
        if (next != parameters.length) {
            throw new AssertionError("The reference used " + next + " of " + parameters.length + " parameters");
        }
    }
}
