package dev.starling.bench;

import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Dropout;
import dev.starling.nn.Losses;
import dev.starling.nn.Network;
import java.util.List;

/**
 * Model-agnostic meta-learning with its exact second-order gradient (Finn et al. 2017, eq. 1): the query loss after some steps of
 * gradient descent on the support set, differentiated through those steps.
 *
 * @param network what is adapted
 * @param innerSteps steps on the support set
 * @param innerRate their step size
 */
record Maml(Network network, int innerSteps, double innerRate) {

    /**
     * The meta-step of one task, as a function of tensors.
     *
     * @param parameters where the inner steps begin, {@code [network.layout().size()]}
     * @param supportX {@code [support, inputShape...]}
     * @param supportY soft labels, {@code [support, classes]}
     * @param queryX {@code [query, inputShape...]}
     * @param queryY soft labels, {@code [query, classes]}
     * @return the query loss, and its gradient by {@code parameters}
     */
    List<Tensor> lossAndGradient(Tensor parameters, Tensor supportX, Tensor supportY, Tensor queryX, Tensor queryY) {
        Tensor initial = parameters.scope().variable(parameters);
        Tensor loss = loss(adapted(initial, supportX, supportY), queryX, queryY);
        return List.of(loss, Derivatives.gradient(loss, List.of(initial)).get(0));
    }

    private Tensor adapted(Tensor initial, Tensor x, Tensor y) {
        Tensor adapted = initial;
        for (int step = 0; step < innerSteps; step++) {
            Tensor loss = loss(adapted, x, y);
            Tensor gradient = Derivatives.gradient(loss, List.of(adapted)).get(0);
            adapted = adapted.sub(gradient.mul(innerRate));
        }
        return adapted;
    }

    private Tensor loss(Tensor parameters, Tensor x, Tensor y) {
        return Losses.crossEntropy(network.logits(parameters, x, Dropout.none()), y);
    }
}
