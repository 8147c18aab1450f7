package dev.starling.bench;

import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.kernel.Updates;
import dev.starling.nn.Network;
import dev.starling.nn.Networks;
import java.util.List;
import java.util.SplittableRandom;

/** Meta-steps of one task each: 5 ways, 1 shot, 15 queries a class, second-order MAML on Conv4 with 5 inner steps. */
final class MetaWorkload implements Step {
    private static final int WAYS = 5;
    private static final int QUERIES = 15 * WAYS;
    private static final int INNER_STEPS = 5;
    private static final double INNER_RATE = 0.01;
    private static final double META_RATE = 0.001;

    private final Network network = Networks.conv4(new int[] {28, 28, 1}, WAYS, 64);
    private final Maml maml = new Maml(network, INNER_STEPS, INNER_RATE);
    private final ClientData data;
    private final Scope scope = Scope.open();
    private final Tensor parameters;

    MetaWorkload() {
        SplittableRandom random = new SplittableRandom(1);
        data = new ClientData(scope, network.inputShape(), WAYS, random);
        parameters = scope.tensor(network.initial(random), network.layout().size());
    }

    @Override
    public double step() {
        try (Scope step = scope.child()) {
            ClientData.Batch support = data.next(WAYS);
            ClientData.Batch query = data.next(QUERIES);
            return step.replayAdding(
                            maml,
                            List.of(
                                    parameters,
                                    support.inputs(),
                                    support.targets(step),
                                    query.inputs(),
                                    query.targets(step)),
                            new Updates.Addition(parameters, -META_RATE, parameters),
                            given -> maml.lossAndGradient(
                                    given.get(0), given.get(1), given.get(2), given.get(3), given.get(4)))
                    .get(0)
                    .item();
        }
    }

    @Override
    public Work work() {
        return Work.Layers.of(network, 28 * 28, 14 * 14, 7 * 7, 3 * 3).metaGradient(INNER_STEPS, WAYS, QUERIES);
    }

    @Override
    public void close() {
        scope.close();
    }
}
