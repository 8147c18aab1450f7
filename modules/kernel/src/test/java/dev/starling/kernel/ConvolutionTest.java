package dev.starling.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The float32 convolutions, which run on other native kernels than float64, against loops that anyone can read. */
class ConvolutionTest {
    /** Sums of up to 1600 products of numbers below 1 in float32. */
    private static final double TOLERANCE = 1e-4;

    record Shape(int n, int height, int width, int channels, int kernel, int out, int stride, int pad) {
        Conv2dSpec spec() {
            return Conv2dSpec.of(stride, pad);
        }

        int outHeight() {
            return (height + 2 * pad - kernel) / stride + 1;
        }

        int outWidth() {
            return (width + 2 * pad - kernel) / stride + 1;
        }
    }

    static Stream<Shape> shapes() {
        SplittableRandom random = new SplittableRandom(11);
        Stream<Shape> drawn = Stream.generate(() -> new Shape(
                        1 + random.nextInt(3),
                        5 + random.nextInt(6),
                        5 + random.nextInt(6),
                        1 + random.nextInt(20),
                        1 + random.nextInt(5),
                        1 + random.nextInt(20),
                        1 + random.nextInt(2),
                        random.nextInt(4)))
                .limit(20);
        Stream<Shape> networks = Stream.of(
                new Shape(2, 28, 28, 1, 5, 32, 1, 2),
                new Shape(2, 14, 14, 32, 5, 64, 1, 2),
                new Shape(2, 16, 16, 3, 3, 16, 1, 1),
                new Shape(3, 12, 12, 6, 5, 16, 1, 0),
                new Shape(2, 9, 9, 64, 3, 64, 2, 1));
        return Stream.concat(networks, drawn);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void convolutionAndItsGradientsAgreeWithPlainLoops(Shape shape) {
        SplittableRandom random = new SplittableRandom(5);
        float[] x = draw(random, shape.n * shape.height * shape.width * shape.channels);
        float[] w = draw(random, shape.kernel * shape.kernel * shape.channels * shape.out);
        float[] g = draw(random, shape.n * shape.outHeight() * shape.outWidth() * shape.out);
        Plain plain = new Plain(shape, x, w, g);
        try (Scope scope = Scope.open()) {
            int[] xShape = {shape.n, shape.height, shape.width, shape.channels};
            int[] wShape = {shape.kernel, shape.kernel, shape.channels, shape.out};
            Tensor tx = scope.variable(scope.tensor(x, xShape));
            Tensor tw = scope.variable(scope.tensor(w, wShape));
            Tensor tg = scope.tensor(g, shape.n, shape.outHeight(), shape.outWidth(), shape.out);
            Tensor y = tx.conv2d(tw, shape.spec());
            assertClose("conv2d", y, plain.y);
            assertClose("input gradient", tg.conv2dInputGradient(tw, shape.spec(), xShape), plain.dx);
            assertClose("weight gradient", tx.conv2dWeightGradient(tg, shape.spec(), wShape), plain.dw);
            List<Tensor> both = Derivatives.vjp(List.of(y), List.of(tg), List.of(tx, tw));
            assertClose("input gradient of both", both.get(0), plain.dx);
            assertClose("weight gradient of both", both.get(1), plain.dw);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void maxPoolingTakesTheFirstMaximum(Shape shape) {
        SplittableRandom random = new SplittableRandom(6);
        int window = 1 + random.nextInt(shape.kernel);
        int size = shape.n * shape.height * shape.width * shape.channels;
        float[] x = new float[size];
        for (int i = 0; i < size; i++) {
            x[i] = random.nextInt(3) - 1;
        }
        try (Scope scope = Scope.open()) {
            Tensor tensor = scope.tensor(x, shape.n, shape.height, shape.width, shape.channels);
            Tensor[] pooled = Call.all(new Pooling.Max(window, shape.stride), tensor);
            Tensor wide = scope.tensor(tensor.toDoubles(), tensor.shape());
            Tensor[] expected = Call.all(new Pooling.Max(window, shape.stride), wide);
            assertThat(pooled[0].toDoubles()).isEqualTo(expected[0].toDoubles());
            assertThat(pooled[1].toDoubles()).isEqualTo(expected[1].toDoubles());
        }
    }

    private static void assertClose(String what, Tensor actual, double[] expected) {
        double[] values = actual.toDoubles();
        assertThat(values).as(what).hasSameSizeAs(expected);
        double worst = 0;
        for (int i = 0; i < values.length; i++) {
            worst = Math.max(worst, Math.abs(values[i] - expected[i]));
        }
        assertThat(worst).as(what).isCloseTo(0, within(TOLERANCE));
    }

    private static float[] draw(SplittableRandom random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }

    /** All three by their definition. */
    private static final class Plain {
        private final double[] y;
        private final double[] dx;
        private final double[] dw;

        Plain(Shape s, float[] x, float[] w, float[] g) {
            y = new double[g.length];
            dx = new double[x.length];
            dw = new double[w.length];
            for (int at = 0; at < g.length; at++) {
                int o = at % s.out;
                int column = at / s.out % s.outWidth();
                int row = at / s.out / s.outWidth() % s.outHeight();
                int n = at / s.out / s.outWidth() / s.outHeight();
                for (int i = 0; i < s.kernel * s.kernel * s.channels; i++) {
                    int c = i % s.channels;
                    int xRow = row * s.stride - s.pad + i / s.channels / s.kernel;
                    int xColumn = column * s.stride - s.pad + i / s.channels % s.kernel;
                    if (xRow < 0 || xRow >= s.height || xColumn < 0 || xColumn >= s.width) {
                        continue;
                    }
                    int from = ((n * s.height + xRow) * s.width + xColumn) * s.channels + c;
                    int weight = i * s.out + o;
                    y[at] += (double) x[from] * w[weight];
                    dx[from] += (double) g[at] * w[weight];
                    dw[weight] += (double) g[at] * x[from];
                }
            }
        }
    }
}
