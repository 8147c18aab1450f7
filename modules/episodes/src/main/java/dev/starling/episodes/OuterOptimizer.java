package dev.starling.episodes;

import dev.starling.engine.Settings;
import dev.starling.engine.Vectors;
import java.io.Serializable;

/** How what all share moves against a mean gradient. In double and plain Java; its memory stands beside the model in the state. */
public sealed interface OuterOptimizer extends Serializable {
    /** The shared parameters in the state, float32. */
    String MODEL = "model";

    /** The step sizes. */
    StepSize stepSize();

    /** The state with the memory before iteration 0. */
    Vectors begin(Vectors state);

    /**
     * The state with the model and the memory after an iteration.
     *
     * @param gradient {@code [parameters]}
     * @param iteration from 0
     */
    Vectors step(Vectors state, double[] gradient, int iteration);

    /**
     * Reads the group {@code outer}: {@code optimizer, learning-rate, schedule, halve-every, beta1, beta2, epsilon}, and {@code momentum}
     * where it is used.
     *
     * @param iterations outer iterations of the experiment
     */
    static OuterOptimizer read(Settings settings, int iterations) {
        StepSize stepSize = StepSize.read(settings, iterations);
        settings.has("momentum");
        double beta1 = settings.number("beta1", 0, 0.999999);
        double beta2 = settings.number("beta2", 0, 0.9999999);
        double epsilon = settings.number("epsilon", 1e-30, 1e6);
        return switch (settings.oneOf("optimizer", Rule.class)) {
            case SGD -> new Sgd(stepSize);
            case MOMENTUM -> new Momentum(stepSize, settings.number("momentum", 0, 0.999999));
            case ADAM -> new Adam(stepSize, beta1, beta2, epsilon);
        };
    }

    /** The values of {@code outer.optimizer}. */
    enum Rule {
        SGD,
        MOMENTUM,
        ADAM
    }

    /** {@code model -= rate * gradient}. Reptile's gradient is what its inner steps moved by, negated. */
    record Sgd(StepSize stepSize) implements OuterOptimizer {
        @Override
        public Vectors begin(Vectors state) {
            return state;
        }

        @Override
        public Vectors step(Vectors state, double[] gradient, int iteration) {
            double rate = stepSize.at(iteration);
            float[] model = state.floats(MODEL).clone();
            for (int i = 0; i < model.length; i++) {
                model[i] = (float) (model[i] - rate * gradient[i]);
            }
            return state.with(MODEL, model);
        }
    }

    /** {@code velocity = momentum velocity + gradient; model -= rate velocity}. */
    record Momentum(StepSize stepSize, double momentum) implements OuterOptimizer {
        private static final String VELOCITY = "outer.velocity";

        @Override
        public Vectors begin(Vectors state) {
            return state.with(VELOCITY, new double[state.floats(MODEL).length]);
        }

        @Override
        public Vectors step(Vectors state, double[] gradient, int iteration) {
            double[] velocity = state.doubles(VELOCITY).clone();
            for (int i = 0; i < velocity.length; i++) {
                velocity[i] = momentum * velocity[i] + gradient[i];
            }
            return new Sgd(stepSize).step(state.with(VELOCITY, velocity), velocity, iteration);
        }
    }

    /** Kingma and Ba 2015, algorithm 1, with bias correction. */
    record Adam(StepSize stepSize, double beta1, double beta2, double epsilon) implements OuterOptimizer {
        private static final String FIRST = "outer.first";
        private static final String SECOND = "outer.second";

        @Override
        public Vectors begin(Vectors state) {
            int parameters = state.floats(MODEL).length;
            return state.with(FIRST, new double[parameters]).with(SECOND, new double[parameters]);
        }

        @Override
        public Vectors step(Vectors state, double[] gradient, int iteration) {
            float[] model = state.floats(MODEL).clone();
            double[] first = state.doubles(FIRST).clone();
            double[] second = state.doubles(SECOND).clone();
            double rate = stepSize.at(iteration) / (1 - StrictMath.pow(beta1, iteration + 1));
            double correction = 1 / (1 - StrictMath.pow(beta2, iteration + 1));
            for (int i = 0; i < model.length; i++) {
                first[i] = beta1 * first[i] + (1 - beta1) * gradient[i];
                second[i] = beta2 * second[i] + (1 - beta2) * gradient[i] * gradient[i];
                model[i] = (float) (model[i] - rate * first[i] / (Math.sqrt(second[i] * correction) + epsilon));
            }
            return state.with(MODEL, model).with(FIRST, first).with(SECOND, second);
        }
    }
}
