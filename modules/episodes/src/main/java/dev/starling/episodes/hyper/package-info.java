/**
 * Hyperparameters learned across tasks by hypergradients: HyperDistill (Lee et al., ICLR 2022) and what it is compared with. The inner
 * weights w are trained on a task; the hyperparameters lambda, which are as many as weights are (layers, warps, a loss weighting), move
 * against an estimate of the derivative of the validation loss behind the inner steps.
 *
 * <p>{@link dev.starling.episodes.hyper.Problem} says what the losses are; {@code Calculus} differentiates them; {@code Inner} makes
 * inner steps and their adjoints; {@code SecondOrder}, {@code Distillation} and {@code ScaleEstimate} are the algorithms.
 * docs/hyperdistill.md has equations, keys and tables.
 */
package dev.starling.episodes.hyper;
