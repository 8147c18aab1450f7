package dev.starling.episodes.covariance;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by cyclic rotations (Jacobi 1846). In double.
 *
 * @param values ascending
 * @param vectors {@code vectors[i]} belongs to {@code values[i]} and has length 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Eigenpairs(double[] values, double[][] vectors) {
    private static final int SWEEPS = 30;
    private static final double NEGLIGIBLE = 1e-24;

    /** Of a symmetric matrix, which is written over. */
    static Eigenpairs of(double[]... matrix) {
        int size = matrix.length;
        double[][] rows = new double[size][size];
        for (int i = 0; i < size; i++) {
            rows[i][i] = 1;
        }
        for (int sweep = 0; sweep < SWEEPS && offDiagonal(matrix) > NEGLIGIBLE * diagonal(matrix); sweep++) {
            for (int p = 0; p < size; p++) {
                for (int q = p + 1; q < size; q++) {
                    rotate(matrix, rows, p, q);
                }
            }
        }
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> matrix[i][i]));
        double[] values = new double[size];
        double[][] vectors = new double[size][];
        for (int i = 0; i < size; i++) {
            values[i] = matrix[order[i]][order[i]];
            vectors[i] = rows[order[i]];
        }
        return new Eigenpairs(values, vectors);
    }

    private static double offDiagonal(double[]... matrix) {
        double sum = 0;
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < i; j++) {
                sum += matrix[i][j] * matrix[i][j];
            }
        }
        return sum;
    }

    private static double diagonal(double[]... matrix) {
        double sum = 0;
        for (int i = 0; i < matrix.length; i++) {
            sum += matrix[i][i] * matrix[i][i];
        }
        return sum;
    }

    /** Makes the element at p, q zero. */
    private static void rotate(double[][] matrix, double[][] vectors, int p, int q) {
        if (matrix[p][q] == 0) {
            return;
        }
        double theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
        double tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double cosine = 1 / Math.sqrt(tangent * tangent + 1);
        double sine = tangent * cosine;
        for (double[] row : matrix) {
            double atP = row[p];
            row[p] = cosine * atP - sine * row[q];
            row[q] = sine * atP + cosine * row[q];
        }
        mix(matrix[p], matrix[q], cosine, sine);
        mix(vectors[p], vectors[q], cosine, sine);
    }

    private static void mix(double[] p, double[] q, double cosine, double sine) {
        for (int i = 0; i < p.length; i++) {
            double atP = p[i];
            p[i] = cosine * atP - sine * q[i];
            q[i] = sine * atP + cosine * q[i];
        }
    }
}
