package dev.starling.episodes.covariance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LowRankTest {
    private static final int FEATURES = 16;
    private static final int QUERIES = 5;

    private final SplittableRandom random = new SplittableRandom(4);
    private final double[] variances = random.doubles(FEATURES, 0.1, 1).toArray();
    private final double[][] offsets = rows(QUERIES);

    private double[][] rows(int count) {
        double[][] rows = new double[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = random.doubles(FEATURES, -1, 1).toArray();
        }
        return rows;
    }

    @ParameterizedTest(name = "rank {0}")
    @ValueSource(ints = {0, 1, 2, 4, 8})
    void theRecursionIsTheClosedFormAndTheDenseInverse(int rank) {
        double[][] factors = rows(rank);
        double[] distances;
        double logDeterminant;
        try (Scope scope = Scope.open()) {
            Tensor phi = rank == 0 ? null : scope.tensor(flat(factors), 1, rank, FEATURES);
            LowRank gaussians = LowRank.of(scope.tensor(variances, 1, FEATURES), phi);
            distances = gaussians
                    .distances(scope.tensor(flat(offsets), 1, QUERIES, FEATURES))
                    .toDoubles();
            logDeterminant = gaussians.logDeterminants().item();
        }
        double[][] lower = cholesky(woodbury(factors));
        double[][] dense = cholesky(covariance(factors));
        double[][] precision = Precision.of(variances, factors);
        for (int query = 0; query < QUERIES; query++) {
            double expected = squares(solve(dense, offsets[query]));
            assertThat(distances[query]).isCloseTo(expected, within(1e-9 * expected));
            assertThat(closedForm(lower, factors, offsets[query])).isCloseTo(expected, within(1e-9 * expected));
            assertThat(quadratic(precision, offsets[query])).isCloseTo(expected, within(1e-9 * expected));
        }
        double expected = 2 * logDiagonal(dense);
        double closed = 2 * logDiagonal(lower);
        for (double variance : variances) {
            closed += Math.log(variance);
        }
        assertThat(logDeterminant).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
        assertThat(closed).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
    }

    @ParameterizedTest(name = "rank {0}")
    @ValueSource(ints = {0, 1, 4, 20})
    void extremeEigenvaluesAreThoseOfTheDenseMatrix(int rank) {
        double[][] factors = rows(rank);
        Eigenpairs pairs = Eigenpairs.of(covariance(factors));
        Spectrum spectrum = Spectrum.of(variances, factors);
        double greatest = pairs.values()[FEATURES - 1];
        assertThat(spectrum.least()).isCloseTo(pairs.values()[0], within(1e-9));
        assertThat(spectrum.greatest()).isCloseTo(greatest, within(1e-9 * greatest));
        double[][] matrix = covariance(factors);
        for (int i = 0; i < FEATURES; i++) {
            double[] vector = pairs.vectors()[i];
            assertThat(squares(vector)).isCloseTo(1, within(1e-12));
            for (int row = 0; row < FEATURES; row++) {
                assertThat(dot(matrix[row], vector)).isCloseTo(pairs.values()[i] * vector[row], within(1e-9));
            }
        }
    }

    private double closedForm(double[][] lower, double[][] factors, double... offset) {
        double straight = 0;
        double[] scaled = new double[FEATURES];
        for (int j = 0; j < FEATURES; j++) {
            scaled[j] = offset[j] / variances[j];
            straight += offset[j] * scaled[j];
        }
        double[] projected = new double[factors.length];
        for (int i = 0; i < projected.length; i++) {
            projected[i] = dot(factors[i], scaled);
        }
        return straight - squares(solve(lower, projected));
    }

    private double[][] woodbury(double[]... factors) {
        double[][] matrix = new double[factors.length][factors.length];
        for (int a = 0; a < factors.length; a++) {
            for (int b = 0; b < factors.length; b++) {
                matrix[a][b] = a == b ? 1 : 0;
                for (int j = 0; j < FEATURES; j++) {
                    matrix[a][b] += factors[a][j] * factors[b][j] / variances[j];
                }
            }
        }
        return matrix;
    }

    private double[][] covariance(double[]... factors) {
        double[][] matrix = new double[FEATURES][FEATURES];
        for (int i = 0; i < FEATURES; i++) {
            matrix[i][i] = variances[i];
            for (double[] factor : factors) {
                for (int j = 0; j < FEATURES; j++) {
                    matrix[i][j] += factor[i] * factor[j];
                }
            }
        }
        return matrix;
    }

    private static double[][] cholesky(double[]... matrix) {
        double[][] lower = new double[matrix.length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    rest -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(rest) : rest / lower[j][j];
            }
        }
        return lower;
    }

    private static double[] solve(double[][] lower, double... right) {
        double[] x = new double[right.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = right[i];
            for (int k = 0; k < i; k++) {
                x[i] -= lower[i][k] * x[k];
            }
            x[i] /= lower[i][i];
        }
        return x;
    }

    private static double logDiagonal(double[]... lower) {
        double sum = 0;
        for (int i = 0; i < lower.length; i++) {
            sum += Math.log(lower[i][i]);
        }
        return sum;
    }

    private static double quadratic(double[][] matrix, double... vector) {
        double sum = 0;
        for (int i = 0; i < vector.length; i++) {
            sum += vector[i] * dot(matrix[i], vector);
        }
        return sum;
    }

    private static double squares(double... vector) {
        return dot(vector, vector);
    }

    private static double dot(double[] a, double... b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] flat(double[]... rows) {
        double[] flat = new double[rows.length * FEATURES];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * FEATURES, FEATURES);
        }
        return flat;
    }
}
