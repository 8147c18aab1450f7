package dev.starling.episodes.hyper;

import static dev.starling.engine.Arithmetic.distance;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Arithmetic;
import dev.starling.episodes.hyper.Quadratics.Ridge;
import dev.starling.episodes.hyper.Quadratics.Scaling;
import dev.starling.kernel.Scope;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HypergradientsTest {
    private static final Distillation NINE_TENTHS = new Distillation(0.9);
    private static final double[] PENALTIES = filled(-2);
    private static final double[] ONES = filled(1);
    private static final double[] START = filled(0.01);

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    private static double[] filled(double value) {
        double[] values = new double[Quadratics.FEATURES];
        Arrays.fill(values, value);
        return values;
    }

    private Horizon ridge(long seed, int steps) {
        return new Horizon(Quadratics.draw(seed).inner(scope, Ridge.PENALTIES, PENALTIES), new double[20], steps);
    }

    private Horizon scaling(long seed, int steps) {
        return new Horizon(Quadratics.draw(seed).inner(scope, Scaling.FEATURES, ONES), START, steps);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void theExactTermOfPenaltiesIsTheClosedForm(long seed) {
        Quadratics data = Quadratics.draw(seed);
        Horizon horizon = ridge(seed, 100);

        double[] expected = new double[20];
        double[] adjoint = horizon.alpha(100);
        for (int t = 100; t >= 1; t--) {
            double[] curved = Quadratics.product(data.a(), adjoint);
            for (int i = 0; i < 20; i++) {
                expected[i] -= 0.1 * Math.exp(-2) * horizon.path().get(t - 1)[i] * adjoint[i];
                adjoint[i] -= 0.1 * (curved[i] + Math.exp(-2) * adjoint[i]);
            }
        }

        assertThat(distance(horizon.exact(100), expected)).isLessThan(1e-10);
        assertThat(distance(
                        SecondOrder.forward(
                                data.inner(scope, Ridge.PENALTIES, PENALTIES),
                                horizon.path().subList(0, 100),
                                horizon.alpha(100)),
                        expected))
                .as("forward mode")
                .isLessThan(1e-10);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void theTermOfAConvergedRidgeIsTheImplicitDerivative(long seed) {
        Quadratics data = Quadratics.draw(seed);
        Horizon horizon = ridge(seed, 4000);

        double[] expected = implicit(data);
        assertThat(distance(horizon.exact(4000), expected)).isLessThan(1e-6);
        double step = 1e-5;
        for (int i = 0; i < 20; i++) {
            double difference = (convergedLoss(data, i, step) - convergedLoss(data, i, -step)) / (2 * step);
            assertThat(Math.abs(difference - expected[i]))
                    .as("coordinate %s against a central difference", i)
                    .isLessThan(1e-6 * Arithmetic.norm(expected));
        }
    }

    private static double[] implicit(Quadratics data) {
        double[][] m = penalized(data, -1, 0);
        double[] w = Quadratics.solve(m, data.b());
        double[] alpha = Arithmetic.plus(Quadratics.product(data.validationA(), w), -1, data.validationB());
        double[] q = Quadratics.solve(m, alpha);
        return IntStream.range(0, 20)
                .mapToDouble(i -> -Math.exp(-2) * w[i] * q[i])
                .toArray();
    }

    private static double convergedLoss(Quadratics data, int coordinate, double shift) {
        double[] w = Quadratics.solve(penalized(data, coordinate, shift), data.b());
        return 0.5 * Arithmetic.dot(w, Quadratics.product(data.validationA(), w))
                - Arithmetic.dot(data.validationB(), w);
    }

    private static double[][] penalized(Quadratics data, int coordinate, double shift) {
        double[][] m = new double[20][];
        for (int i = 0; i < 20; i++) {
            m[i] = data.a()[i].clone();
            m[i][i] += Math.exp(-2 + (i == coordinate ? shift : 0));
        }
        return m;
    }

    @Test
    void moreNeumannTermsComeNearerToTheImplicitDerivative() {
        Quadratics data = Quadratics.draw(1);
        Horizon horizon = ridge(1, 4000);
        Inner inner = data.inner(scope, Ridge.PENALTIES, PENALTIES);
        double[] expected = implicit(data);

        double[] distances = IntStream.of(0, 10, 100, 1000)
                .mapToDouble(terms -> distance(
                        SecondOrder.neumann(inner, horizon.path().get(3999), 4000, terms, horizon.alpha(4000)),
                        expected))
                .toArray();

        assertThat(distances[1]).isLessThan(distances[0]);
        assertThat(distances[2]).isLessThan(distances[1]);
        assertThat(distances[3]).isLessThan(1e-3);
    }

    @ParameterizedTest(name = "problem {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void theScaleOfPenaltiesIsFound(long seed) {
        Horizon horizon = ridge(seed, 100);
        double exact = Arithmetic.norm(horizon.exact(100));

        double theta = horizon.theta(100, NINE_TENTHS);
        double[] distilled = horizon.distilled(100, NINE_TENTHS, theta);

        assertThat(Arithmetic.norm(distilled) / exact).as("HyperDistill").isBetween(0.55, 1.2);
        assertThat(Arithmetic.norm(horizon.oneStep(100)) / exact).as("one step").isLessThan(0.2);
    }

    @Test
    void theDirectionOfScaledFeaturesIsBetterThanOneStep() {
        double[] gains = new double[20];
        int overOneStep = 0;
        int overDirect = 0;
        for (int problem = 0; problem < 20; problem++) {
            Means means = means(scaling(problem + 1, 50));
            gains[problem] = means.secondDistilled - means.secondOneStep;
            overOneStep += means.totalDistilled >= means.totalOneStep ? 1 : 0;
            overDirect += means.totalOneStep >= means.totalDirect ? 1 : 0;
        }

        Arrays.sort(gains);
        assertThat(gains[0]).as("least gain of %s", Arrays.toString(gains)).isGreaterThan(0.03);
        assertThat((gains[9] + gains[10]) / 2).as("median gain").isGreaterThan(0.08);
        assertThat(overOneStep).as("HyperDistill at least one step").isGreaterThanOrEqualTo(17);
        assertThat(overDirect).as("one step at least the direct term").isGreaterThanOrEqualTo(17);
    }

    /** Mean cosines with the exact term, or the whole hypergradient, over the horizons. */
    private record Means(
            double secondDistilled,
            double secondOneStep,
            double totalDistilled,
            double totalOneStep,
            double totalDirect) {}

    private static Means means(Horizon horizon) {
        double theta = horizon.theta(50, NINE_TENTHS);
        double[] sums = new double[5];
        for (int t = 1; t <= 50; t++) {
            double[] exact = horizon.exact(t);
            double[] distilled = horizon.distilled(t, NINE_TENTHS, theta);
            double[] oneStep = horizon.oneStep(t);
            double[] direct = horizon.direct(t);
            double[] whole = Arithmetic.plus(direct, 1, exact);
            sums[0] += Horizon.cosine(distilled, exact) / 50;
            sums[1] += Horizon.cosine(oneStep, exact) / 50;
            sums[2] += Horizon.cosine(Arithmetic.plus(direct, 1, distilled), whole) / 50;
            sums[3] += Horizon.cosine(Arithmetic.plus(direct, 1, oneStep), whole) / 50;
            sums[4] += Horizon.cosine(direct, whole) / 50;
        }
        return new Means(sums[0], sums[1], sums[2], sums[3], sums[4]);
    }

    @Test
    void withoutMemoryAndWithScaleOneItIsOneStep() {
        Horizon horizon = scaling(1, 30);

        for (int t : new int[] {1, 2, 30}) {
            assertThat(distance(horizon.distilled(t, new Distillation(0), 1), horizon.oneStep(t)))
                    .as("horizon %s", t)
                    .isLessThan(1e-12);
        }
    }

    @Test
    void ofOneStepTheEstimatedScaleIsOneAndTheTermExact() {
        Horizon horizon = scaling(2, 1);

        double theta = horizon.theta(1, NINE_TENTHS);

        assertThat(Math.abs(theta - 1)).isLessThan(1e-12);
        assertThat(distance(horizon.distilled(1, NINE_TENTHS, theta), horizon.exact(1)))
                .isLessThan(1e-12);
    }

    @Test
    void aTermWithoutLengthHasScaleZero() {
        Horizon horizon =
                new Horizon(Quadratics.draw(1).inner(scope, Ridge.PENALTIES, filled(-2000)), new double[20], 3);

        assertThat(horizon.theta(3, NINE_TENTHS)).isZero();
    }

    @Test
    void theStraightLineOfALinearPathIsExact() {
        // Of one step the line ends where the path does.
        Horizon horizon = scaling(3, 1);

        assertThat(horizon.straight(1)).containsExactly(horizon.exact(1));
    }
}
