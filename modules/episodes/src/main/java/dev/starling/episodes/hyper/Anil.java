package dev.starling.episodes.hyper;

import dev.starling.kernel.Tensor;
import dev.starling.nn.Layout;
import dev.starling.nn.Network;
import dev.starling.nn.Pass;
import java.util.List;

/**
 * ANIL (Raghu et al. 2020): the last layers of a network are trained on the task, those before are the hyperparameters. The flat
 * vector of the network is lambda followed by w.
 *
 * @param network all of it; normalizes by the batch
 * @param adapted layers at the end that are w
 * @param loss of its outputs
 */
record Anil(Network network, int adapted, Loss loss) implements Model {

    /** What outputs are compared with. */
    enum Loss {
        /** Mean squared difference from targets {@code [batch, outputs]}. */
        SQUARES {
            @Override
            Tensor of(Tensor outputs, Tensor targets) {
                return outputs.sub(targets).square().mean();
            }
        },
        /** Mean cross-entropy with soft labels {@code [batch, classes]}. */
        CROSS_ENTROPY {
            @Override
            Tensor of(Tensor outputs, Tensor targets) {
                return outputs.crossEntropy(targets);
            }
        };

        abstract Tensor of(Tensor outputs, Tensor targets);
    }

    Anil {
        int layers = network.layout().layers().size();
        if (adapted < 1 || adapted >= layers) {
            throw new IllegalArgumentException(
                    "%s of the %s layers of %s are to be adapted: leave at least one of either"
                            .formatted(adapted, layers, network.name()));
        }
    }

    /** Number of elements of lambda. */
    int hyperparameters() {
        Layout layout = network.layout();
        return layout.entries().get(layout.lastLayers(adapted)).offset();
    }

    /** Number of elements of w. */
    int weights() {
        return network.layout().size() - hyperparameters();
    }

    @Override
    public Tensor trainLoss(Tensor weights, Tensor hyperparameters, List<Tensor> batch) {
        return loss.of(outputs(weights, hyperparameters, batch.get(0)), batch.get(1));
    }

    @Override
    public Tensor outputs(Tensor weights, Tensor hyperparameters, Tensor inputs) {
        return network.logits(Tensor.concat(0, List.of(hyperparameters, weights)), inputs, Pass.plain());
    }
}
