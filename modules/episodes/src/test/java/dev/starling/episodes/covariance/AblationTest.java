package dev.starling.episodes.covariance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.episodes.Samples;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AblationTest {
    private static final int FEATURES = 6;
    private static final int QUERIES = 7;
    private static final int CLASSES = 2;

    private final SplittableRandom random = new SplittableRandom(9);

    @Test
    void aReplacedEigenvalueIsWhatTheMatrixWrittenOutSays() {
        double[][] variances = new double[CLASSES][];
        double[][][] factors = new double[CLASSES][1][];
        double[] offsets = random.doubles(CLASSES * QUERIES * FEATURES, -1, 1).toArray();
        double[] logits = new double[QUERIES * CLASSES];
        double[][][] precisions = new double[CLASSES][][];
        Eigenpairs[] pairs = new Eigenpairs[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            variances[c] = random.doubles(FEATURES, 0.1, 1).toArray();
            factors[c][0] = random.doubles(FEATURES, -1, 1).toArray();
            precisions[c] = Precision.of(variances[c], factors[c]);
            pairs[c] = Eigenpairs.of(Precision.of(variances[c], factors[c]));
            for (int q = 0; q < QUERIES; q++) {
                logits[q * CLASSES + c] = logit(precisions[c], pairs[c].values(), offsets, c * QUERIES + q);
            }
        }
        Scored scored = new Scored(CLASSES, logits, logits, variances, factors);
        Samples query = Samples.ofClasses(new float[0], 0, 1, 1, 0, 1, 0, 0);

        double[] losses = Ablation.losses(scored, offsets, query);

        for (int i = 0; i < FEATURES; i++) {
            double expected = 0;
            for (int q = 0; q < QUERIES; q++) {
                double[] modified = new double[CLASSES];
                for (int c = 0; c < CLASSES; c++) {
                    double[] values = pairs[c].values().clone();
                    double[] vector = pairs[c].vectors()[i];
                    double[][] matrix = new double[FEATURES][FEATURES];
                    for (int a = 0; a < FEATURES; a++) {
                        for (int b = 0; b < FEATURES; b++) {
                            matrix[a][b] = precisions[c][a][b] + (1 - values[i]) * vector[a] * vector[b];
                        }
                    }
                    values[i] = 1;
                    modified[c] = logit(matrix, values, offsets, c * QUERIES + q);
                }
                expected += Probabilities.logSumExp(modified) - modified[query.labels()[q]];
            }
            assertThat(losses[i]).as("eigenvalue %s", i).isCloseTo(expected / QUERIES, within(1e-9));
        }
    }

    /** {@code -1/2 offset' P offset + 1/2 log det P}. */
    private static double logit(double[][] precision, double[] eigenvalues, double[] offsets, int row) {
        double sum = 0;
        for (int a = 0; a < FEATURES; a++) {
            for (int b = 0; b < FEATURES; b++) {
                sum -= offsets[row * FEATURES + a] * precision[a][b] * offsets[row * FEATURES + b];
            }
        }
        for (double value : eigenvalues) {
            sum += Math.log(value);
        }
        return sum / 2;
    }
}
