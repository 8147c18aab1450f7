package dev.starling.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Three steps on f(w) = (a w1^2 + b w2^2) / 2 with a = 1, b = 4 from (1, -1), traced by hand. */
class OptimizersTest {

    @Test
    void plainSgdMultipliesEachCoordinate() {
        // w1 *= 0.9, w2 *= 0.6 at learning rate 0.1.
        assertTrace(Sgd::plain, 0.1, new double[][] {{.9, -.6}, {.81, -.36}, {.729, -.216}});
    }

    @Test
    void momentumAddsUpGradients() {
        // v = (1, -4), (1.4, -4.4), (1.51, -2.84) with momentum 0.5.
        assertTrace(scope -> new Sgd(scope, 0.5, 0), 0.1, new double[][] {{.9, -.6}, {.76, -.16}, {.614, .124}});
    }

    @Test
    void weightDecayIsAddedToTheGradient() {
        // g + 0.5 w: w1 *= 0.85, w2 *= 0.55.
        assertTrace(
                scope -> new Sgd(scope, 0, 0.5), 0.1, new double[][] {{.85, -.55}, {.7225, -.3025}, {.614125, -.166375}
                });
    }

    @Test
    void weightDecayEntersTheVelocity() {
        // v = 0.5 v + 1.5 w for w1 and 0.5 v + 4.5 w for w2.
        assertTrace(
                scope -> new Sgd(scope, 0.5, 0.5), 0.1, new double[][] {{.85, -.55}, {.6475, -.0775}, {.449125, .193625}
                });
    }

    @Test
    void adamBeginsWithStepsOfTheLearningRate() {
        // m and v by hand with decays 0.5 and 0.75: step 1 moves by 0.1; step 2 has
        // m = (.25 + .45, -1 - 1.8), mhat = m / .75, v = (.1875 + .2025, 3 + 3.24), vhat = v / .4375 for w = (.9, -.9).
        double first = 0.7 / 0.75 / Math.sqrt(0.39 / 0.4375);
        double second = 2.8 / 0.75 / Math.sqrt(6.24 / 0.4375);
        assertTrace(scope -> new Adam(scope, 0.5, 0.75, 1e-12), 0.1, new double[][] {
            {.9, -.9}, {.9 - .1 * first, -.9 + .1 * second}
        });
    }

    @Test
    void forgetsItsStepsOnReset() {
        try (Scope scope = Scope.open()) {
            for (Optimizer optimizer : new Optimizer[] {new Sgd(scope, 0.9, 0), Adam.standard(scope)}) {
                double[] fresh = oneStep(scope, optimizer);
                double[] later = oneStep(scope, optimizer);
                optimizer.reset();
                double[] reset = oneStep(scope, optimizer);

                assertThat(reset).isEqualTo(fresh);
                if (optimizer instanceof Sgd) {
                    assertThat(later).isNotEqualTo(fresh);
                }
            }
        }
    }

    @Test
    void resetClearsEvenADivergedState() {
        try (Scope scope = Scope.open()) {
            for (Optimizer optimizer : new Optimizer[] {new Sgd(scope, 0.9, 0), Adam.standard(scope)}) {
                optimizer.step(scope.tensor(new double[2], 2), scope.tensor(new double[] {Double.NaN, 1}, 2), 0.1);
                optimizer.reset();

                assertThat(oneStep(scope, optimizer)[0]).isFinite();
            }
        }
    }

    @Test
    void refusesRatesOutsideTheirRange() {
        try (Scope scope = Scope.open()) {
            assertThatThrownBy(() -> new Sgd(scope, 1, 0)).hasMessageContaining("momentum is 1.0");
            assertThatThrownBy(() -> new Sgd(scope, 0, -1)).hasMessageContaining("weight decay is -1.0");
            assertThatThrownBy(() -> new Adam(scope, 0.9, 1, 1e-8)).hasMessageContaining("0.9 and 1.0");
            assertThatThrownBy(() -> new Adam(scope, 0.9, 0.9, 0)).hasMessageContaining("epsilon is 0.0");
        }
    }

    private static double[] oneStep(Scope scope, Optimizer optimizer) {
        Tensor parameters = scope.tensor(new double[] {1, 2}, 2);
        optimizer.step(parameters, scope.tensor(new double[] {3, -4}, 2), 0.1);
        return parameters.toDoubles();
    }

    private static void assertTrace(Function<Scope, Optimizer> make, double learningRate, double[][] trace) {
        try (Scope root = Scope.open()) {
            Optimizer optimizer = make.apply(root);
            Tensor parameters = root.tensor(new double[] {1, -1}, 2);
            Tensor curvature = root.tensor(new double[] {1, 4}, 2);
            for (double[] expected : trace) {
                try (Scope step = root.child()) {
                    optimizer.step(parameters, step.constant(parameters).mul(curvature), learningRate);
                }
                for (int i = 0; i < 2; i++) {
                    assertThat(parameters.toDoubles()[i]).isCloseTo(expected[i], within(1e-10));
                }
            }
        }
    }
}
