package dev.starling.episodes.proto;

import dev.starling.kernel.Tensor;
import dev.starling.nn.Network;
import dev.starling.nn.Normalization;
import dev.starling.nn.Pass;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A test episode as one function of tensors. Batch normalization uses running statistics: a query's prediction does not depend on the
 * others.
 *
 * @param network the embedding
 */
record Prediction(Network network) implements UnaryOperator<List<Tensor>> {

    /**
     * @param given parameters; membership {@code [ways, support]}; support x; query x; and, where the network normalizes, running
     *     statistics {@code [network.statistics().size()]}
     * @return logits {@code [queries, ways]}
     */
    @Override
    public List<Tensor> apply(List<Tensor> given) {
        Pass pass = given.size() > 4 ? Pass.of(Normalization.given(network.statistics(), given.get(4))) : Pass.plain();
        Tensor support = network.logits(given.get(0), given.get(2), pass);
        Tensor query = network.logits(given.get(0), given.get(3), pass);
        return List.of(Prototypes.logits(given.get(1), support, query));
    }
}
