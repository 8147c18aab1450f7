package dev.starling.episodes.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.engine.Vectors;
import org.junit.jupiter.api.Test;

/** Steps against the same in double, written down separately, on {@code loss = (p - c)^2 / 2}. */
class StepRuleTest {
    private static final double[] CENTER = {1, -2, 0.5};

    @Test
    void adamWithDecoupledDecay() {
        StepRule rule = new StepRule.AdamW(0.05, 0.9, 0.99, 1e-8, 0.1);
        double[] p = {0, 0, 0};
        double[] m = new double[3];
        double[] v = new double[3];
        float[] parameters = new float[3];
        Moments moments = Moments.of(Vectors.empty(), 3);
        for (int t = 1; t <= 50; t++) {
            rule.step(parameters, gradient(parameters), moments, null);
            for (int i = 0; i < 3; i++) {
                double g = p[i] - CENTER[i];
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.99 * v[i] + 0.01 * g * g;
                double mean = m[i] / (1 - Math.pow(0.9, t));
                double square = v[i] / (1 - Math.pow(0.99, t));
                p[i] -= 0.05 * (mean / (Math.sqrt(square) + 1e-8) + 0.1 * p[i]);
                assertThat((double) parameters[i]).as("step %s", t).isCloseTo(p[i], within(1e-4));
            }
        }
    }

    @Test
    void recAdamIsPulledBackFirstAndLearnsLater() {
        StepRule rule = new StepRule.RecAdam(new StepRule.AdamW(0.05, 0.9, 0.99, 1e-8, 0), 4, 0.3, 20);
        double[] p = {3, 3, 3};
        double[] m = new double[3];
        double[] v = new double[3];
        float[] origin = {3, 3, 3};
        float[] parameters = origin.clone();
        Moments moments = Moments.of(Vectors.empty(), 3);
        for (int t = 1; t <= 60; t++) {
            rule.step(parameters, gradient(parameters), moments, origin);
            double s = 1 / (1 + Math.exp(-0.3 * (t - 20)));
            for (int i = 0; i < 3; i++) {
                double g = p[i] - CENTER[i];
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.99 * v[i] + 0.01 * g * g;
                p[i] -= s * 0.05 * m[i] / (1 - Math.pow(0.9, t)) / (Math.sqrt(v[i] / (1 - Math.pow(0.99, t))) + 1e-8);
                p[i] -= 0.05 * (1 - s) * 4 * (p[i] - 3);
                assertThat((double) parameters[i]).as("step %s", t).isCloseTo(p[i], within(1e-4));
            }
            if (t == 5) {
                assertThat(parameters[0]).isCloseTo(3, within(0.01f));
            }
        }
        assertThat(parameters[0]).isLessThan(2);
    }

    @Test
    void momentsSurviveTheirVectors() {
        StepRule rule = new StepRule.AdamW(0.05, 0.9, 0.99, 1e-8, 0);
        float[] straight = new float[3];
        float[] interrupted = new float[3];
        Moments moments = Moments.of(Vectors.empty(), 3);
        Vectors kept = Vectors.empty();
        for (int t = 0; t < 5; t++) {
            rule.step(straight, gradient(straight), moments, null);
            Moments reopened = Moments.of(kept, 3);
            rule.step(interrupted, gradient(interrupted), reopened, null);
            kept = Vectors.fromBytes(reopened.in(Vectors.empty()).toBytes());
        }
        assertThat(interrupted).isEqualTo(straight);
    }

    private static float[] gradient(float[] parameters) {
        float[] gradient = new float[parameters.length];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (float) (parameters[i] - CENTER[i]);
        }
        return gradient;
    }
}
