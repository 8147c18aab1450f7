package dev.starling.episodes.hyper;

import dev.starling.episodes.TaskLoss;
import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Network;
import dev.starling.nn.Pass;
import java.util.List;

/**
 * Meta-Weight-Net (Shu et al. 2019): a training example counts V(loss), a function of its loss whose parameters are the
 * hyperparameters; the validation loss is plain, and does not depend on them. All of the network is w. A step descends
 * {@code sum_i V(l_i) grad l_i / sum_i V(l_i)}: an example's weight is a number to it, so that none is climbed. What a step leads to is
 * differentiated through V all the same.
 *
 * @param network what is trained
 * @param weigher V before the sigmoid, from {@code [1]} to one output
 * @param least what V is floored at, from 0 to below 1: no example is forgotten for good
 * @param loss of the network's outputs
 */
record Weighted(Network network, Network weigher, double least, TaskLoss loss) implements Model {

    @Override
    public int weights() {
        return network.layout().size();
    }

    @Override
    public int hyperparameters() {
        return weigher.layout().size();
    }

    @Override
    public Tensor trainLoss(Tensor weights, Tensor hyperparameters, List<Tensor> batch) {
        Tensor losses = losses(weights, hyperparameters, batch);
        return shares(losses, hyperparameters).mul(losses).sum();
    }

    @Override
    public Descent descent(Tensor weights, Tensor hyperparameters, List<Tensor> batch) {
        Tensor losses = losses(weights, hyperparameters, batch);
        Tensor shares = shares(losses, hyperparameters);
        Tensor slope = Derivatives.vjp(List.of(losses), List.of(shares), List.of(weights))
                .get(0);
        return new Descent(shares.mul(losses).sum(), slope);
    }

    @Override
    public Tensor validationLoss(Tensor weights, Tensor hyperparameters, List<Tensor> batch) {
        return loss.mean(outputs(weights, hyperparameters, batch.get(0)), batch.get(1));
    }

    @Override
    public Tensor outputs(Tensor weights, Tensor hyperparameters, Tensor inputs) {
        return network.logits(weights, inputs, Pass.plain());
    }

    /** How much each example of a training batch counts, {@code [batch]} of least to 1. */
    Tensor exampleWeights(Tensor weights, Tensor hyperparameters, List<Tensor> batch) {
        return counts(losses(weights, hyperparameters, batch), hyperparameters);
    }

    private Tensor losses(Tensor weights, Tensor hyperparameters, List<Tensor> batch) {
        return loss.each(outputs(weights, hyperparameters, batch.get(0)), batch.get(1));
    }

    /** Of one: what all examples count more makes no step longer. */
    private Tensor shares(Tensor losses, Tensor hyperparameters) {
        Tensor counts = counts(losses, hyperparameters);
        return counts.div(counts.sum());
    }

    private Tensor counts(Tensor losses, Tensor hyperparameters) {
        int examples = losses.dim(0);
        Tensor open = weigher.logits(hyperparameters, losses.reshape(examples, 1), Pass.plain())
                .reshape(examples)
                .sigmoid();
        return open.sub(least).relu().add(least);
    }
}
