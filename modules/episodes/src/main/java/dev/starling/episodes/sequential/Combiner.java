package dev.starling.episodes.sequential;

import dev.starling.engine.Arithmetic;
import dev.starling.engine.Seed;
import dev.starling.engine.Vectors;
import java.io.Serializable;
import java.util.Arrays;

/** Makes one gradient of several tasks' gradients, on the driver. What it remembers stands in the state. */
sealed interface Combiner extends Serializable {

    /** The state with what is remembered before the first time. */
    default Vectors begin(Vectors state, int tasks) {
        return state;
    }

    /**
     * Combines.
     *
     * @param state with what is remembered
     * @param seed of this time, for random orders
     */
    Combined combine(TaskGradients gradients, Vectors state, Seed seed);

    /**
     * What comes out.
     *
     * @param gradient {@code [parameters]}
     * @param state with what is remembered next time
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Combined(float[] gradient, Vectors state) {}

    /** The mean of all batches' gradients: plain multi-task learning. */
    record Mean() implements Combiner {
        @Override
        public Combined combine(TaskGradients gradients, Vectors state, Seed seed) {
            double[] weights = new double[gradients.tasks()];
            Arrays.fill(weights, 1);
            return new Combined(gradients.weighted(weights, gradients.gradients()), state);
        }
    }

    /**
     * Project conflicting gradients (Yu et al. 2020, algorithm 1): from a copy of each task's gradient, for the other tasks in random
     * order, {@code if <g_i, g_j> < 0: g_i -= <g_i, g_j> / |g_j|^2 g_j}, and the mean of the results by the batches' shares.
     */
    record PcGrad() implements Combiner {
        @Override
        public Combined combine(TaskGradients gradients, Vectors state, Seed seed) {
            return Surgery.operate(gradients, state, seed, (i, j, changed, other) -> {
                double product = Arithmetic.dot(changed, other);
                if (product < 0) {
                    Arithmetic.add(changed, -product / Arithmetic.dot(other, other), other);
                }
            });
        }
    }

    /**
     * Gradient vaccine (Wang et al. 2021, eq. 2): as PCGrad, but where the cosine c of two gradients is below what is usual for them, u,
     * {@code g_i += |g_i| (u sqrt(1 - c^2) - c sqrt(1 - u^2)) / (|g_j| sqrt(1 - u^2)) g_j}, which makes the cosine u; then
     * {@code u = (1 - decay) u + decay c}, from 0 on.
     */
    record GradVac(double decay) implements Combiner {
        private static final String USUAL = "memory.usual-cosines";

        @Override
        public Vectors begin(Vectors state, int tasks) {
            return state.with(USUAL, new double[tasks * tasks]);
        }

        @Override
        public Combined combine(TaskGradients gradients, Vectors state, Seed seed) {
            double[] usual = state.doubles(USUAL).clone();
            Combined combined = Surgery.operate(gradients, state, seed, (i, j, changed, other) -> {
                int pair = i * gradients.tasks() + j;
                double norm = Arithmetic.norm(changed, 0);
                double otherNorm = Arithmetic.norm(other, 0);
                if (norm == 0 || otherNorm == 0) {
                    return;
                }
                // Rounding may leave [-1, 1].
                double cosine = Math.max(-1, Math.min(1, Arithmetic.dot(changed, other) / (norm * otherNorm)));
                double wanted = usual[pair];
                if (cosine < wanted) {
                    double sine = Math.sqrt(1 - wanted * wanted);
                    double factor =
                            norm * (wanted * Math.sqrt(1 - cosine * cosine) - cosine * sine) / (otherNorm * sine);
                    Arithmetic.add(changed, factor, other);
                }
                usual[pair] = (1 - decay) * wanted + decay * cosine;
            });
            return new Combined(combined.gradient(), state.with(USUAL, usual));
        }
    }

    /**
     * GradNorm (Chen et al. 2018, algorithm 1): the gradient of {@code sum_t w_t L_t}. With {@code G_t = w_t |grad L_t|} over the last
     * layer, G their mean, and {@code r_t = (L_t / L_t(0)) / mean}, the weights descend {@code sum_t |G_t - G r_t^exponent|}, in which the
     * target counts as constant, and are scaled to sum to the number of tasks. Tasks without a batch keep their weights before the scaling.
     *
     * @param exponent how strongly slow tasks are sped up
     * @param rate step of the weights
     */
    record GradNorm(double exponent, double rate) implements Combiner {
        private static final String WEIGHTS = "memory.weights";
        private static final String FIRST_LOSSES = "memory.first-losses";

        /** Weights are positive. */
        private static final double LEAST = 1e-3;

        /** A task that begins with no loss at all would have made no progress that can be told. */
        private static final double LEAST_LOSS = 1e-12;

        @Override
        public Vectors begin(Vectors state, int tasks) {
            double[] weights = new double[tasks];
            Arrays.fill(weights, 1);
            double[] first = new double[tasks];
            Arrays.fill(first, Double.NaN);
            return state.with(WEIGHTS, weights).with(FIRST_LOSSES, first);
        }

        @Override
        public Combined combine(TaskGradients gradients, Vectors state, Seed seed) {
            double[] weights = state.doubles(WEIGHTS);
            double[] first = state.doubles(FIRST_LOSSES).clone();
            int tasks = gradients.tasks();
            double[] norms = new double[tasks];
            double[] progress = new double[tasks];
            double meanNorm = 0;
            double meanProgress = 0;
            int present = 0;
            for (int t = 0; t < tasks; t++) {
                if (gradients.has(t)) {
                    first[t] = Double.isNaN(first[t])
                            ? Math.max(LEAST_LOSS, gradients.losses()[t])
                            : first[t];
                    norms[t] = Arithmetic.norm(gradients.gradients()[t], gradients.lastLayer());
                    progress[t] = Math.max(LEAST_LOSS, gradients.losses()[t]) / first[t];
                    meanNorm += weights[t] * norms[t];
                    meanProgress += progress[t];
                    present++;
                }
            }
            double[] next = weights.clone();
            for (int t = 0; t < tasks; t++) {
                if (gradients.has(t)) {
                    double target = meanNorm / present * StrictMath.pow(progress[t] * present / meanProgress, exponent);
                    next[t] -= rate * Math.signum(weights[t] * norms[t] - target) * norms[t];
                    next[t] = Math.max(LEAST, next[t]);
                }
            }
            double total = Arrays.stream(next).sum();
            for (int t = 0; t < tasks; t++) {
                next[t] *= tasks / total;
            }
            return new Combined(
                    gradients.weighted(weights, gradients.gradients()),
                    state.with(WEIGHTS, next).with(FIRST_LOSSES, first));
        }
    }
}
