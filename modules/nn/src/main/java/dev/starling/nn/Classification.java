package dev.starling.nn;

import dev.starling.kernel.Tensor;

/** Metrics of a classifier, computed on the heap in double so that they are the same on any machine. */
public final class Classification {
    private Classification() {}

    /**
     * Scores a slice.
     *
     * @param logits {@code [count, classes]}
     * @param labels one class index an example
     */
    public static Score score(Tensor logits, int... labels) {
        return score(logits.toFloats(), logits.dim(1), labels);
    }

    /**
     * Scores a slice from its logits on the heap. The first of equal logits wins; a row with NaN counts as wrong and
     * makes the loss NaN.
     *
     * @param logits {@code [count, classes]}, row-major
     */
    public static Score score(float[] logits, int classes, int... labels) {
        if (logits.length != labels.length * classes) {
            throw new IllegalArgumentException(logits.length + " logits of " + classes + " classes came with "
                    + labels.length + " labels: every row needs one label");
        }
        long correct = 0;
        double lossSum = 0;
        for (int row = 0; row < labels.length; row++) {
            int start = row * classes;
            int label = labels[row];
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("Label " + label + " of row " + row + " is outside the " + classes
                        + " classes: check the data set's classes against the network's outputs");
            }
            if (argMax(logits, start, classes) == label) {
                correct++;
            }
            lossSum += logSumExp(logits, start, classes) - logits[start + label];
        }
        return new Score(correct, lossSum, labels.length);
    }

    /** Index of the greatest, the first at ties, or -1 if one is NaN. */
    private static int argMax(float[] values, int start, int length) {
        int best = 0;
        for (int i = 0; i < length; i++) {
            float value = values[start + i];
            if (Float.isNaN(value)) {
                return -1;
            }
            if (value > values[start + best]) {
                best = i;
            }
        }
        return best;
    }

    private static double logSumExp(float[] values, int start, int length) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < length; i++) {
            greatest = Math.max(greatest, values[start + i]);
        }
        double sum = 0;
        for (int i = 0; i < length; i++) {
            // StrictMath: Math.exp may be an intrinsic whose last bit depends on the processor.
            sum += StrictMath.exp(values[start + i] - greatest);
        }
        return greatest + StrictMath.log(sum);
    }
}
