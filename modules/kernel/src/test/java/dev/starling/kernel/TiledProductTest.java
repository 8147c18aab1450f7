package dev.starling.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our own products against the chain of multiply-adds that they promise, bit by bit. */
class TiledProductTest {
    private static final int[] ROWS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 32};
    private static final int[] COLUMNS = {1, 2, 10, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 79, 100, 128, 200};
    private static final int[] DEPTHS = {1, 2, 7, 200, 256, 257, 600};

    record Shape(int m, int n, int k) {}

    /** Every number of rows with every number of columns, and large ones of each kind. */
    static Stream<Shape> shapes() {
        SplittableRandom random = new SplittableRandom(3);
        Stream<Shape> small = IntStream.of(ROWS)
                .boxed()
                .flatMap(m ->
                        IntStream.of(COLUMNS).mapToObj(n -> new Shape(m, n, DEPTHS[random.nextInt(DEPTHS.length)])));
        return Stream.concat(
                small,
                Stream.of(
                        new Shape(784, 200, 10),
                        new Shape(10, 200, 784),
                        new Shape(85, 64, 2000),
                        new Shape(300, 10, 900)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyElementIsOneChainOfMultiplyAdds(Shape shape) {
        SplittableRandom random = new SplittableRandom(shape.hashCode());
        float[] a = draw(random, shape.m * shape.k);
        float[] b = draw(random, shape.k * shape.n);
        float[] expected = chains(shape, a, b);
        try (Scope scope = Scope.open()) {
            Tensor tb = scope.tensor(b, shape.k, shape.n);
            assertThat(scope.tensor(a, shape.m, shape.k).matmul(tb).toFloats()).isEqualTo(expected);
            Tensor turned = scope.tensor(transposed(a, shape.m, shape.k), shape.k, shape.m);
            assertThat(turned.transposedMatmul(tb).toFloats()).isEqualTo(expected);
        }
    }

    /** Widths of two and three vectors and every overlap of the last two, rows of whole and of part tiles, chunks of A. */
    static Stream<Shape> addedShapes() {
        int[] depths = {1, 10, 33, 700, 2100};
        return IntStream.rangeClosed(1, 9)
                .boxed()
                .flatMap(m -> IntStream.rangeClosed(17, 100).mapToObj(n -> new Shape(m, n, depths[(m + n) % 5])));
    }

    @ParameterizedTest
    @MethodSource("addedShapes")
    void anAddedProductHasTheBitsOfTheProductAndAnUpdate(Shape shape) {
        if (!TiledProduct.adds(shape.n)) {
            return;
        }
        SplittableRandom random = new SplittableRandom(shape.hashCode());
        float[] start = draw(random, shape.m * shape.n);
        try (Scope scope = Scope.open()) {
            Tensor a = scope.tensor(draw(random, shape.m * shape.k), shape.k, shape.m);
            Tensor b = scope.tensor(draw(random, shape.k * shape.n), shape.k, shape.n);
            Tensor y = scope.tensor(start, shape.m, shape.n);
            Tensor other = scope.zeros(DType.FLOAT32, shape.m, shape.n);
            Tensor expected = scope.copy(y);
            Updates.axpy(expected, -0.3, a.transposedMatmul(b));
            Kernels kernels = scope.root().kernels;

            TiledProduct.add(kernels, a.storage(), b.storage(), -0.3f, y.storage(), other.storage());
            assertThat(other.toFloats()).isEqualTo(expected.toFloats());
            assertThat(y.toFloats()).isEqualTo(start);
            TiledProduct.add(kernels, a.storage(), b.storage(), -0.3f, y.storage(), y.storage());
            assertThat(y.toFloats()).isEqualTo(expected.toFloats());
        }
    }

    @Test
    void productsWithASmallTransposeAreChainsToo() {
        Shape shape = new Shape(10, 200, 10);
        SplittableRandom random = new SplittableRandom(4);
        float[] a = draw(random, shape.m * shape.k);
        float[] b = draw(random, shape.k * shape.n);
        try (Scope scope = Scope.open()) {
            Tensor turned = scope.tensor(transposed(b, shape.k, shape.n), shape.n, shape.k);
            assertThat(scope.tensor(a, shape.m, shape.k)
                            .matmulTransposed(turned)
                            .toFloats())
                    .isEqualTo(chains(shape, a, b));
        }
    }

    @Test
    void aRowAloneHasTheBitsOfTheRowInABatch() {
        SplittableRandom random = new SplittableRandom(5);
        try (Scope scope = Scope.open()) {
            Tensor w = scope.tensor(draw(random, 300 * 200), 300, 200);
            Tensor x = scope.tensor(draw(random, 33 * 300), 33, 300);
            float[] batch = x.matmul(w).toFloats();
            for (int row = 0; row < 33; row++) {
                assertThat(x.slice(0, row, row + 1).matmul(w).toFloats())
                        .as("row %s", row)
                        .isEqualTo(Arrays.copyOfRange(batch, row * 200, (row + 1) * 200));
            }
        }
    }

    @Test
    void nothingBehindTheResultIsWritten() {
        try (Scope scope = Scope.open()) {
            Storage c = scope.tensor(new float[64], 64).storage();
            Storage a = scope.tensor(new float[] {1, 2, 3}, 3, 1).storage();
            Storage b = scope.tensor(new float[] {1, 10}, 1, 2).storage();
            try (Kernels kernels = new Kernels()) {
                TiledProduct.multiply(kernels, false, 3, 2, 1, a, b, c.view(0, new int[] {3, 2}));
            }
            float[] expected = new float[64];
            System.arraycopy(new float[] {1, 10, 2, 20, 3, 30}, 0, expected, 0, 6);
            assertThat(scope.tensor(floats(c), 64).toFloats()).isEqualTo(expected);
        }
    }

    private static float[] floats(Storage storage) {
        float[] values = new float[storage.size];
        storage.floats().get(0, values);
        return values;
    }

    private static float[] chains(Shape shape, float[] a, float[] b) {
        float[] c = new float[shape.m * shape.n];
        for (int at = 0; at < c.length; at++) {
            for (int k = 0; k < shape.k; k++) {
                c[at] = Math.fma(a[at / shape.n * shape.k + k], b[k * shape.n + at % shape.n], c[at]);
            }
        }
        return c;
    }

    private static float[] transposed(float[] matrix, int rows, int columns) {
        float[] result = new float[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            result[i % columns * rows + i / columns] = matrix[i];
        }
        return result;
    }

    private static float[] draw(SplittableRandom random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }
}
