package dev.starling.nn;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.kernel.Updates;
import java.util.random.RandomGenerator;

/**
 * A model whose gradient a first-order algorithm can ask for: one of our networks through the kernel, or a network that
 * a user brings. What it computes depends on the arguments alone. May hold native memory and buffers that it reuses:
 * one thread at a time, and close it at the end.
 */
public interface Learner extends AutoCloseable {

    /** Names and shapes of the parameters. */
    Layout layout();

    /** Shape of one example, images as {@code [height, width, channels]}. */
    int[] inputShape();

    /** Number of classes. */
    int classes();

    /**
     * Value and gradient of an objective.
     *
     * @param scope owns the gradient and what is computed on the way to it; give the step's scope, and close it after
     *     the step
     * @param parameters {@code [layout().size()]}
     * @param objective batch, targets and Taylor term, of the parameters' type
     * @param dropout the step's masks; {@link Dropout#none()} drops nothing
     */
    LossAndGradient gradient(Scope scope, Tensor parameters, Objective objective, Dropout dropout);

    /**
     * A step of gradient descent, {@code to = from - learningRate * gradient}, with the bits of {@link #gradient} and one
     * {@link Updates#axpy}.
     *
     * @param scope as for the gradient
     * @param from {@code [layout().size()]}, where the gradient is taken
     * @param to as from, and may be from itself
     * @return the objective at from, all terms included; NaN or infinite when the model diverged
     */
    default double descend(
            Scope scope, Tensor from, Tensor to, Objective objective, Dropout dropout, double learningRate) {
        LossAndGradient result = gradient(scope, from, objective, dropout);
        new Updates.Addition(from, -learningRate, to).add(result.gradient());
        return result.loss();
    }

    /**
     * Outputs in evaluation mode, nothing dropped, up to a constant a row that softmax takes away. No derivative passes through them.
     *
     * @param scope owns the result and what is computed on the way to it
     * @param parameters {@code [layout().size()]}
     * @param x {@code [batch, inputShape...]}
     * @return {@code [batch, classes]}
     */
    Tensor logits(Scope scope, Tensor parameters, Tensor x);

    /** Draws initial parameters; equal generators give equal bits on any machine. */
    float[] initial(RandomGenerator random);

    /** Returns native memory and buffers. May be called twice. */
    @Override
    void close();
}
