package dev.starling.federated;

import dev.starling.engine.Vectors;
import java.io.Serializable;
import java.util.Arrays;

/**
 * How the server moves the model by the clients' mean movement Delta. Computes in double, in plain Java; what it
 * remembers stands beside the model in the round's state.
 */
sealed interface ServerOptimizer extends Serializable {
    String MODEL = "model";
    String MOMENTUM = "server.momentum";
    String VELOCITY = "server.velocity";

    /** What it remembers before round 0, added to the state. */
    Vectors begin(Vectors state);

    /**
     * The state with the model and the memory after a round.
     *
     * @param state has at least {@link #MODEL} and the memory
     * @param delta Delta, {@code [parameters]}
     * @param round from 0
     */
    Vectors step(Vectors state, double[] delta, int round);

    /** w += eta Delta: FedAvg (McMahan et al. 2017) at eta = 1. */
    record Average(double learningRate) implements ServerOptimizer {
        @Override
        public Vectors begin(Vectors state) {
            return state;
        }

        @Override
        public Vectors step(Vectors state, double[] delta, int round) {
            float[] model = state.floats(MODEL).clone();
            for (int i = 0; i < model.length; i++) {
                model[i] = (float) (model[i] + learningRate * delta[i]);
            }
            return state.with(MODEL, model);
        }
    }

    /** m &lt;- beta m + Delta; w += eta m: FedAvgM (Hsu et al. 2019). For the scaling by 1 - beta, scale eta. */
    record Momentum(double learningRate, double beta) implements ServerOptimizer {
        @Override
        public Vectors begin(Vectors state) {
            return state.with(MOMENTUM, new double[state.floats(MODEL).length]);
        }

        @Override
        public Vectors step(Vectors state, double[] delta, int round) {
            float[] model = state.floats(MODEL).clone();
            double[] momentum = state.doubles(MOMENTUM).clone();
            for (int i = 0; i < model.length; i++) {
                momentum[i] = beta * momentum[i] + delta[i];
                model[i] = (float) (model[i] + learningRate * momentum[i]);
            }
            return state.with(MODEL, model).with(MOMENTUM, momentum);
        }
    }

    /**
     * FedAdagrad, FedAdam and FedYogi (Reddi et al. 2021, algorithm 2): {@code m <- b1 m + (1 - b1) Delta; v <- } as the rule
     * says; {@code w += eta m / (sqrt(v) + tau)}.
     *
     * @param rule how squares are remembered
     * @param learningRate eta
     * @param beta1 decay of the movement; 0 makes m = Delta
     * @param beta2 decay of its square; Adagrad does not use it
     * @param tau how adaptive: larger is less
     * @param start what the square begins with
     */
    record Adaptive(Rule rule, double learningRate, double beta1, double beta2, double tau, Start start)
            implements ServerOptimizer {

        /** How squares are remembered. */
        enum Rule {
            ADAGRAD,
            ADAM,
            YOGI
        }

        /** What the square begins with. */
        enum Start {
            /** tau squared, and no bias correction: the paper. */
            TAU_SQUARED,
            /** Zero, and both moments are corrected for it as Adam does: Flower. */
            ZERO_BIAS_CORRECTED
        }

        @Override
        public Vectors begin(Vectors state) {
            int parameters = state.floats(MODEL).length;
            double[] velocity = new double[parameters];
            if (start == Start.TAU_SQUARED) {
                Arrays.fill(velocity, tau * tau);
            }
            return state.with(MOMENTUM, new double[parameters]).with(VELOCITY, velocity);
        }

        @Override
        public Vectors step(Vectors state, double[] delta, int round) {
            float[] model = state.floats(MODEL).clone();
            double[] momentum = state.doubles(MOMENTUM).clone();
            double[] velocity = state.doubles(VELOCITY).clone();
            double rate = learningRate * correction(round);
            for (int i = 0; i < model.length; i++) {
                momentum[i] = beta1 * momentum[i] + (1 - beta1) * delta[i];
                velocity[i] = next(velocity[i], delta[i] * delta[i]);
                model[i] = (float) (model[i] + rate * momentum[i] / (Math.sqrt(velocity[i]) + tau));
            }
            return state.with(MODEL, model).with(MOMENTUM, momentum).with(VELOCITY, velocity);
        }

        private double next(double velocity, double square) {
            return switch (rule) {
                case ADAGRAD -> velocity + square;
                case ADAM -> beta2 * velocity + (1 - beta2) * square;
                case YOGI -> velocity - (1 - beta2) * square * Math.signum(velocity - square);
            };
        }

        private double correction(int round) {
            if (start == Start.TAU_SQUARED) {
                return 1;
            }
            double square = rule == Rule.ADAGRAD ? 1 : 1 - StrictMath.pow(beta2, round + 1);
            return Math.sqrt(square) / (1 - StrictMath.pow(beta1, round + 1));
        }
    }
}
