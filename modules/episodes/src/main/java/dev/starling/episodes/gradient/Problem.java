package dev.starling.episodes.gradient;

import dev.starling.episodes.TaskLoss;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Network;
import dev.starling.nn.Pass;
import java.util.List;

/**
 * What is minimized: a network's mean loss on examples. Batch normalization, if the network has any, uses the statistics of the
 * examples that are evaluated together.
 *
 * @param network what is adapted
 * @param regression whether the loss is the mean squared error, else the cross-entropy
 */
record Problem(Network network, boolean regression) {

    /** {@code [examples, outputs]} of parameters by the layout's entries. */
    Tensor outputs(List<Tensor> parts, Tensor x) {
        return network.logits(parts, x, Pass.plain());
    }

    /**
     * The loss, a scalar.
     *
     * @param y {@code [examples, outputs]}: targets, or for classes one row of probabilities an example
     */
    Tensor loss(Tensor outputs, Tensor y) {
        return TaskLoss.of(regression).mean(outputs, y);
    }
}
