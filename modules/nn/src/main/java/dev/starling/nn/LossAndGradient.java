package dev.starling.nn;

import dev.starling.kernel.Tensor;

/**
 * An objective's value and its derivative by the parameters.
 *
 * @param loss the objective, all terms included; NaN or infinite when the model diverged
 * @param gradient {@code [parameters]}; belongs to the scope that was given with the request
 */
public record LossAndGradient(double loss, Tensor gradient) {}
