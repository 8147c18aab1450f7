package dev.starling.episodes.covariance;

import dev.starling.kernel.DType;
import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.BatchStatistics;
import dev.starling.nn.Dropout;
import dev.starling.nn.Layout;
import dev.starling.nn.Losses;
import dev.starling.nn.Network;
import dev.starling.nn.Normalization;
import dev.starling.nn.Pass;
import dev.starling.nn.Spectra;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Episodes as functions of tensors: {@link #training} and {@link #prediction}. Support sets are ordered by class, each with as many
 * shots.
 *
 * @param network the embedding
 * @param head tells classes apart in it
 * @param ways classes
 */
record Classifier(Network network, Head head, int ways) {

    /** The network's parameters, and after them the head's. */
    static Layout layout(Network network, Head head) {
        Layout.Builder all = Layout.builder();
        network.layout().entries().forEach(entry -> all.add(entry.name(), entry.shape()));
        head.layout().entries().forEach(entry -> all.add("head/" + entry.name(), entry.shape()));
        return all.build();
    }

    /**
     * The dropout masks of a training episode, which it takes after all else.
     *
     * @param examples of support and query together
     */
    static List<Tensor> masks(Network network, Dropout dropout, Scope scope, int examples) {
        return network.masks().stream()
                .map(mask -> mask.draw(dropout, scope, DType.FLOAT32, examples))
                .toList();
    }

    /**
     * A training episode. Support and queries are embedded together, and batch normalization uses the statistics of them all.
     *
     * @param given parameters; support x; query x; spectra, where the network has any; query targets {@code [queries, ways]};
     *     masks
     * @return the loss, a scalar; logits {@code [queries, ways]}; the loss's gradient {@code [parameters]}; and, where the network
     *     normalizes, the batch's statistics
     */
    List<Tensor> training(List<Tensor> given) {
        Iterator<Tensor> remaining = given.iterator();
        Tensor parameters = remaining.next();
        Tensor model = parameters.scope().variable(parameters);
        Tensor support = remaining.next();
        Tensor query = remaining.next();
        Spectra spectra = spectra(remaining);
        Tensor targets = remaining.next();
        List<Tensor> masks = new ArrayList<>();
        remaining.forEachRemaining(masks::add);

        BatchStatistics statistics = new BatchStatistics();
        List<Tensor> parts = layout(network, head).split(model);
        Tensor embedded = network.logits(
                own(parts),
                Tensor.concat(0, List.of(support, query)),
                new Pass(Dropout.drawn(network.masks(), masks), statistics, spectra));
        List<Tensor> sets = embedded.split(0, support.dim(0), query.dim(0));
        Tensor logits = score(parts, sets.get(0), sets.get(1)).logits();
        Tensor loss = Losses.crossEntropy(logits, targets);
        List<Tensor> results = new ArrayList<>(
                List.of(loss, logits, Derivatives.gradient(loss, List.of(model)).get(0)));
        if (network.statistics().size() > 0) {
            results.add(statistics.flat());
        }
        return results;
    }

    /**
     * A test episode. Batch normalization uses running statistics: what is said of a query does not depend on the others.
     *
     * @param given parameters; support x; query x; spectra, where the network has any; running statistics, where it normalizes
     * @return {@link Head.Scores#tensors()}
     */
    List<Tensor> prediction(List<Tensor> given) {
        Embedded embedded = embed(given);
        return score(embedded.parts, embedded.support, embedded.query).tensors();
    }

    /**
     * Where the queries of a test episode lie. Arguments as {@link #prediction}.
     *
     * @return offsets from the classes' means, {@code [ways, queries, features]}
     */
    List<Tensor> offsets(List<Tensor> given) {
        Embedded embedded = embed(given);
        return List.of(Head.offsets(byClass(embedded.support), embedded.query));
    }

    /** A test episode in the embedding. */
    private record Embedded(List<Tensor> parts, Tensor support, Tensor query) {}

    private Embedded embed(List<Tensor> given) {
        Iterator<Tensor> remaining = given.iterator();
        List<Tensor> parts = layout(network, head).split(remaining.next());
        Tensor support = remaining.next();
        Tensor query = remaining.next();
        Spectra spectra = spectra(remaining);
        Normalization normalization = remaining.hasNext()
                ? Normalization.given(network.statistics(), remaining.next())
                : Normalization.ofBatch();
        Pass pass = new Pass(Dropout.none(), normalization, spectra);
        return new Embedded(parts, network.logits(own(parts), support, pass), network.logits(own(parts), query, pass));
    }

    private Spectra spectra(Iterator<Tensor> remaining) {
        return network.spectra().size() > 0 ? Spectra.given(network.spectra(), remaining.next()) : Spectra.none();
    }

    private List<Tensor> own(List<Tensor> parts) {
        return parts.subList(0, network.layout().entries().size());
    }

    private Head.Scores score(List<Tensor> parts, Tensor support, Tensor query) {
        return head.score(parts.subList(network.layout().entries().size(), parts.size()), byClass(support), query);
    }

    private Tensor byClass(Tensor support) {
        return support.reshape(ways, support.dim(0) / ways, support.dim(1));
    }
}
