package dev.starling.nn;

import dev.starling.kernel.Tensor;

/** Changes parameters in place by a gradient. Keeps its state from step to step; one thread at a time. */
public interface Optimizer {

    /**
     * One step downhill.
     *
     * @param parameters changed in place
     * @param gradient of the same shape and type; left as it is
     * @param learningRate of this step
     */
    void step(Tensor parameters, Tensor gradient, double learningRate);

    /** Forgets all steps, as if it were new. */
    void reset();
}
