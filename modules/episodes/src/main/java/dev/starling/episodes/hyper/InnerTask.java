package dev.starling.episodes.hyper;

import dev.starling.kernel.Tensor;
import java.util.List;

/** The data of one task. Tensors belong to the scope of the unit that works on it. */
interface InnerTask {

    /**
     * The examples of an inner step's mini-batch {@code D_t}, as numbers; the same array object each time where all steps see all
     * examples.
     *
     * @param step from 1
     */
    int[] examples(int step);

    /** Whether all steps see all examples, so that nothing of them is to be distilled. */
    boolean fullBatch();

    /** The batch of these examples. */
    List<Tensor> batch(int... examples);

    /** What the validation loss reads. */
    List<Tensor> validation();
}
