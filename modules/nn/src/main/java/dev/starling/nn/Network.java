package dev.starling.nn;

import dev.starling.kernel.Tensor;
import java.util.random.RandomGenerator;

/**
 * A network as a function of one flat parameter vector. Holds no parameters and no state, so one instance serves any
 * number of threads and models.
 */
public interface Network {

    /** What it is called in settings, for example {@code lenet-5}. */
    String name();

    /** Names and shapes of the parameters. */
    Layout layout();

    /** Shape of one example: {@code [features]} or {@code [height, width, channels]}. */
    int[] inputShape();

    /** Number of outputs, one a class. */
    int outputs();

    /**
     * The outputs before softmax.
     *
     * @param parameters {@code [layout().size()]}, float32 or float64
     * @param x {@code [batch, inputShape...]} of the same type
     * @param dropout the step's masks, or {@link Dropout#none()} to evaluate
     * @return {@code [batch, outputs]}
     */
    Tensor logits(Tensor parameters, Tensor x, Dropout dropout);

    /**
     * Draws initial parameters in plain Java: no kernel runs, and equal generators give equal bits on any machine.
     *
     * @return {@code [layout().size()]}
     */
    float[] initial(RandomGenerator random);
}
