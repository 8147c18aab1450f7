package dev.starling.kernel;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Direct calls of the OpenBLAS that ND4J brings: half a microsecond each, where an operation of ND4J's costs at least one. Matrices
 * are row-major and without gaps.
 */
final class Blas {
    private static final int ROW_MAJOR = 101;
    private static final int PLAIN = 111;
    private static final int TRANSPOSED = 112;

    static {
        // More threads would add up in another order; tasks are our parallelism.
        openblas.blas_set_num_threads(1);
    }

    private Blas() {}

    /** {@code c = op(a) op(b)} with c [m, n] and k the inner dimension. */
    static void multiply(boolean transposeA, boolean transposeB, int m, int n, int k, Storage a, Storage b, Storage c) {
        int ta = transposeA ? TRANSPOSED : PLAIN;
        int tb = transposeB ? TRANSPOSED : PLAIN;
        int lda = transposeA ? m : k;
        int ldb = transposeB ? k : n;
        if (c.dtype == DType.FLOAT32) {
            openblas.cblas_sgemm(ROW_MAJOR, ta, tb, m, n, k, 1, floats(a), lda, floats(b), ldb, 0, floats(c), n);
        } else {
            openblas.cblas_dgemm(ROW_MAJOR, ta, tb, m, n, k, 1, doubles(a), lda, doubles(b), ldb, 0, doubles(c), n);
        }
    }

    /** {@code y = op(a) x} with a [rows, columns]. */
    static void multiply(boolean transpose, int rows, int columns, Storage a, Storage x, Storage y) {
        int t = transpose ? TRANSPOSED : PLAIN;
        if (y.dtype == DType.FLOAT32) {
            openblas.cblas_sgemv(ROW_MAJOR, t, rows, columns, 1, floats(a), columns, floats(x), 1, 0, floats(y), 1);
        } else {
            openblas.cblas_dgemv(ROW_MAJOR, t, rows, columns, 1, doubles(a), columns, doubles(x), 1, 0, doubles(y), 1);
        }
    }

    /** {@code y += alpha x}. */
    static void axpy(double alpha, Storage x, Storage y) {
        if (y.dtype == DType.FLOAT32) {
            openblas.cblas_saxpy(y.size, (float) alpha, floats(x), 1, floats(y), 1);
        } else {
            openblas.cblas_daxpy(y.size, alpha, doubles(x), 1, doubles(y), 1);
        }
    }

    /** {@code y *= factor}. */
    static void scale(double factor, Storage y) {
        if (y.dtype == DType.FLOAT32) {
            openblas.cblas_sscal(y.size, (float) factor, floats(y), 1);
        } else {
            openblas.cblas_dscal(y.size, factor, doubles(y), 1);
        }
    }

    private static FloatPointer floats(Storage storage) {
        return (FloatPointer) storage.pointer;
    }

    private static DoublePointer doubles(Storage storage) {
        return (DoublePointer) storage.pointer;
    }
}
