package dev.starling.episodes.proto;

import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Tensor;
import dev.starling.nn.BatchStatistics;
import dev.starling.nn.Losses;
import dev.starling.nn.Network;
import dev.starling.nn.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A training episode as one function of tensors: support and queries are embedded together, and batch normalization uses the statistics
 * of them all, as in the authors' program.
 *
 * @param network the embedding
 */
record Training(Network network) implements UnaryOperator<List<Tensor>> {

    /**
     * @param given parameters; membership {@code [ways, support]}; support x; query x; query targets {@code [queries, ways]}
     * @return the loss, a scalar; logits {@code [queries, ways]}; the loss's gradient {@code [parameters]}; and, where the network
     *     normalizes, the batch's statistics {@code [network.statistics().size()]}
     */
    @Override
    public List<Tensor> apply(List<Tensor> given) {
        Tensor parameters = given.get(0).scope().variable(given.get(0));
        Tensor supportX = given.get(2);
        Tensor queryX = given.get(3);
        BatchStatistics statistics = new BatchStatistics();
        Tensor embedded = network.logits(parameters, Tensor.concat(0, List.of(supportX, queryX)), Pass.of(statistics));
        List<Tensor> parts = embedded.split(0, supportX.dim(0), queryX.dim(0));
        Tensor logits = Prototypes.logits(given.get(1), parts.get(0), parts.get(1));
        Tensor loss = Losses.crossEntropy(logits, given.get(4));
        List<Tensor> results = new ArrayList<>(List.of(
                loss, logits, Derivatives.gradient(loss, List.of(parameters)).get(0)));
        if (network.statistics().size() > 0) {
            results.add(statistics.flat());
        }
        return results;
    }
}
