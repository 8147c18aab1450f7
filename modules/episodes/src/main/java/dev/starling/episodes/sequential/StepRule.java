package dev.starling.episodes.sequential;

import java.io.Serializable;

/**
 * A step of a parameter vector against a gradient, in float32 and plain Java: the driver makes the baselines' steps, workers make those of
 * trajectories.
 */
sealed interface StepRule extends Serializable {

    /**
     * One step.
     *
     * @param parameters {@code [parameters]}, changed in place
     * @param gradient {@code [parameters]}
     * @param moments what is remembered, changed in place
     * @param origin where learning the tasks began
     */
    void step(float[] parameters, float[] gradient, Moments moments, float[] origin);

    /** {@code p -= rate (g + decay p)}. */
    record Sgd(double rate, double decay) implements StepRule {
        @Override
        public void step(float[] parameters, float[] gradient, Moments moments, float[] origin) {
            float keep = (float) (1 - rate * decay);
            float factor = (float) rate;
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = keep * parameters[i] - factor * gradient[i];
            }
        }
    }

    /**
     * Adam with decoupled decay (Loshchilov and Hutter 2019, algorithm 2):
     * {@code m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; p -= rate ((m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon) + decay p)}.
     */
    record AdamW(double rate, double beta1, double beta2, double epsilon, double decay) implements StepRule {
        @Override
        public void step(float[] parameters, float[] gradient, Moments moments, float[] origin) {
            step(parameters, gradient, moments, 1);
        }

        /** The step with the moments' part, but not the decay, times a scale. */
        private void step(float[] parameters, float[] gradient, Moments moments, double scale) {
            moments.steps++;
            float factor = (float) (rate * scale / (1 - StrictMath.pow(beta1, moments.steps)));
            float correction = (float) (1 / (1 - StrictMath.pow(beta2, moments.steps)));
            float keep = (float) (1 - rate * decay);
            float keepFirst = (float) beta1;
            float addFirst = (float) (1 - beta1);
            float keepSecond = (float) beta2;
            float addSecond = (float) (1 - beta2);
            float guard = (float) epsilon;
            float[] first = moments.first;
            float[] second = moments.second;
            for (int i = 0; i < parameters.length; i++) {
                float g = gradient[i];
                first[i] = keepFirst * first[i] + addFirst * g;
                second[i] = keepSecond * second[i] + addSecond * g * g;
                parameters[i] =
                        keep * parameters[i] - factor * first[i] / ((float) Math.sqrt(second[i] * correction) + guard);
            }
        }
    }

    /**
     * RecAdam (Chen et al. 2020): AdamW's step times {@code s = 1 / (1 + exp(-slope (t - middle)))}, then
     * {@code p -= rate (1 - s) pull (p - origin)}. The longer it learns, the less it is pulled back.
     *
     * @param adam the step
     * @param pull strength of the way back; rate times pull must stay below 2, and 0.1 is the paper's product
     * @param slope how fast s rises, a step
     * @param middle the step at which it is a half
     */
    record RecAdam(AdamW adam, double pull, double slope, int middle) implements StepRule {
        @Override
        public void step(float[] parameters, float[] gradient, Moments moments, float[] origin) {
            double share = 1 / (1 + StrictMath.exp(-slope * (moments.steps + 1 - middle)));
            adam.step(parameters, gradient, moments, share);
            float back = (float) (adam.rate * (1 - share) * pull);
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] -= back * (parameters[i] - origin[i]);
            }
        }
    }
}
