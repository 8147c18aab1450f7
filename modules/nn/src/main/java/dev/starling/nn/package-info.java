/**
 * Networks as pure functions of a flat parameter vector with a named {@link dev.starling.nn.Layout}; learners that give
 * an objective's gradient, among them the adapter for DL4J networks; optimizers and metrics.
 *
 * <p>An algorithm asks a {@link dev.starling.nn.Learner} for gradients and changes the parameters with an
 * {@link dev.starling.nn.Optimizer}; what it minimises is an {@link dev.starling.nn.Objective}.
 */
package dev.starling.nn;
