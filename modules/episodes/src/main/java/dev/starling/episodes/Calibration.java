package dev.starling.episodes;

/**
 * How probabilities of classes went with the truth, over an episode's queries.
 *
 * @param nll mean negative log-likelihood, nats
 * @param ece15 expected calibration error with 15 bins of equal width
 * @param ece100 the same with 100 bins
 * @param confidence mean greatest probability
 * @param entropy mean entropy of the predictions, nats
 * @param reliability of 15 bins of equal width by confidence: how many predictions, then the sums of their confidences, then how many were
 *     right; [3 * 15]
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Calibration(
        double nll, double ece15, double ece100, double confidence, double entropy, double[] reliability) {
    /** Bins of {@link #ece15} and {@link #reliability}. */
    static final int BINS = 15;

    /**
     * Of predictions in double on the heap, so that they are the same on any machine.
     *
     * @param logits {@code [labels.length, classes]}, row-major
     * @param labels the right class of each row
     */
    public static Calibration of(float[] logits, int classes, int... labels) {
        int count = labels.length;
        if (count == 0 || logits.length != count * classes) {
            throw new IllegalArgumentException(
                    "%s logits of %s classes came with %s labels: every row needs one label, and there must be one"
                            .formatted(logits.length, classes, count));
        }
        double[] confidences = new double[count];
        boolean[] right = new boolean[count];
        double nll = 0;
        double confidence = 0;
        double entropy = 0;
        double[] probabilities = new double[classes];
        for (int row = 0; row < count; row++) {
            int start = row * classes;
            double greatest = logits[start];
            int best = 0;
            for (int c = 1; c < classes; c++) {
                if (logits[start + c] > greatest) {
                    greatest = logits[start + c];
                    best = c;
                }
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                // StrictMath: Math.exp may be an intrinsic whose last bit depends on the processor.
                probabilities[c] = StrictMath.exp(logits[start + c] - greatest);
                sum += probabilities[c];
            }
            double logSum = StrictMath.log(sum);
            double expected = 0;
            for (int c = 0; c < classes; c++) {
                double logProbability = logits[start + c] - greatest - logSum;
                expected += probabilities[c] == 0 ? 0 : probabilities[c] / sum * logProbability;
            }
            nll -= logits[start + labels[row]] - greatest - logSum;
            entropy -= expected;
            confidences[row] = 1 / sum;
            confidence += confidences[row];
            right[row] = best == labels[row];
        }
        return new Calibration(
                nll / count,
                expectedError(confidences, right, BINS),
                expectedError(confidences, right, 100),
                confidence / count,
                entropy / count,
                reliability(confidences, right));
    }

    /** {@code sum_b n_b / n |accuracy_b - confidence_b|} over bins {@code (b / bins, (b + 1) / bins]} (Guo et al. 2017, eq. 3). */
    static double expectedError(double[] confidences, boolean[] right, int bins) {
        double[] gaps = new double[bins];
        for (int i = 0; i < confidences.length; i++) {
            gaps[bin(confidences[i], bins)] += (right[i] ? 1 : 0) - confidences[i];
        }
        double error = 0;
        for (double gap : gaps) {
            error += Math.abs(gap) / confidences.length;
        }
        return error;
    }

    private static double[] reliability(double[] confidences, boolean[] right) {
        double[] sums = new double[3 * BINS];
        for (int i = 0; i < confidences.length; i++) {
            int bin = bin(confidences[i], BINS);
            sums[bin]++;
            sums[BINS + bin] += confidences[i];
            sums[2 * BINS + bin] += right[i] ? 1 : 0;
        }
        return sums;
    }

    /** What is not a number counts as no confidence. */
    private static int bin(double confidence, int bins) {
        return Math.min(Math.max((int) Math.ceil(confidence * bins) - 1, 0), bins - 1);
    }
}
