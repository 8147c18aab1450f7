package dev.starling.episodes.hyper;

import static dev.starling.engine.Arithmetic.distance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.engine.Arithmetic;
import dev.starling.engine.Seed;
import dev.starling.kernel.DType;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalculusTest {
    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void productsOfPenaltiesAreTheClosedForm(long seed) {
        Quadratics data = Quadratics.draw(seed);
        double[] lambda = normal(seed, "lambda", 20);
        double[] w = normal(seed, "weights", 20);
        double[] alpha = normal(seed, "alpha", 20);
        Inner inner = data.inner(scope, Quadratics.Ridge.PENALTIES, lambda);

        Calculus.First products = inner.calculus().both(w, inner.batch(1), alpha);

        double[] curvature = Quadratics.product(data.a(), alpha);
        double[] mixed = new double[20];
        for (int i = 0; i < 20; i++) {
            curvature[i] += Math.exp(lambda[i]) * alpha[i];
            mixed[i] = Math.exp(lambda[i]) * w[i] * alpha[i];
        }
        assertThat(distance(products.byWeights(), curvature)).isLessThan(1e-12);
        assertThat(distance(products.byHyperparameters(), mixed)).isLessThan(1e-12);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void productsOfScaledFeaturesAreTheClosedForm(long seed) {
        Quadratics data = Quadratics.draw(seed);
        double[] lambda = normal(seed, "lambda", 20);
        double[] w = normal(seed, "weights", 20);
        double[] alpha = normal(seed, "alpha", 20);
        Inner inner = data.inner(scope, Quadratics.Scaling.FEATURES, lambda);

        double[] mixed = inner.calculus().mixed(w, inner.batch(1), alpha);
        double[] curvature = inner.calculus().curvature(w, inner.batch(1), alpha);

        double[] rest = Arithmetic.plus(Quadratics.product(data.a(), times(lambda, w)), -1, data.b());
        double[] along = Quadratics.product(data.a(), times(lambda, alpha));
        assertThat(distance(curvature, times(lambda, along))).isLessThan(1e-12);
        assertThat(distance(mixed, Arithmetic.plus(times(alpha, rest), 1, times(w, along))))
                .isLessThan(1e-12);
    }

    @Test
    void aProductAlongNothingIsNothing() {
        Inner inner = Quadratics.draw(1).inner(scope, Quadratics.Ridge.PENALTIES, new double[20]);

        double[] product = inner.calculus().mixed(normal(1, "weights", 20), inner.batch(1), new double[20]);

        assertThat(Arithmetic.norm(product)).isZero();
    }

    @Test
    void floatsAgreeWithDoubles() {
        Quadratics data = Quadratics.draw(4);
        double[] w = normal(4, "weights", 20);
        double[] lambda = normal(4, "lambda", 20);
        double[] alpha = normal(4, "alpha", 20);
        Inner inner = data.inner(scope, Quadratics.Scaling.FEATURES, lambda);
        List<Tensor> floats = inner.batch(1).stream()
                .map(tensor -> scope.tensor(tensor.toFloats(), tensor.shape()))
                .toList();
        Calculus single =
                new Calculus(Quadratics.Scaling.FEATURES, scope, Calculus.tensor(scope, DType.FLOAT32, lambda));

        assertThat(distance(single.mixed(w, floats, alpha), inner.calculus().mixed(w, inner.batch(1), alpha)))
                .isCloseTo(0, within(1e-5));
    }

    @Test
    void countsGradientsAndProducts() {
        Inner inner = Quadratics.draw(1).inner(scope, Quadratics.Ridge.PENALTIES, new double[20]);
        double[] w = new double[20];

        inner.step(Inner.Point.at(w), 1);
        inner.validation(w);
        inner.alphaAB(w, inner.batch(1), w);
        inner.alphaB(w, inner.batch(1), w);

        assertThat(inner.calculus().gradients()).isEqualTo(2);
        assertThat(inner.calculus().products()).isEqualTo(3);
    }

    static double[] normal(long seed, String name, int size) {
        RandomGenerator random = Seed.of(seed).child(name).random();
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }

    private static double[] times(double[] a, double[] b) {
        double[] product = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            product[i] = a[i] * b[i];
        }
        return product;
    }
}
