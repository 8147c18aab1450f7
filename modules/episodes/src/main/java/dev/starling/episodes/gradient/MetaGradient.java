package dev.starling.episodes.gradient;

import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A training episode as one function of tensors. Second order: with v the gradient of the query loss after the n inner steps, the product
 * {@code (I - rate H(0)) ... (I - rate H(n-1)) v} over the support loss's Hessians (Finn et al. 2017, eq. 1), by differentiating
 * through the steps.
 *
 * @param inner the steps
 * @param direction what the episode contributes
 */
record MetaGradient(InnerLoop inner, Direction direction) implements UnaryOperator<List<Tensor>> {

    /**
     * @param given start {@code [parameters]}, support x and y, query x and y, then for each inner step its x and y if it takes not all
     * @return the contribution {@code [parameters]}; {@code [steps + 2]}: the steps' losses before each, the query loss after the last, and
     *     the squared length of the steps' movement; the queries' outputs
     */
    @Override
    public List<Tensor> apply(List<Tensor> given) {
        Tensor start = given.get(0).scope().variable(given.get(0));
        InnerLoop.Path path = inner.run(start, Batches.given(given, inner.steps()));
        InnerLoop.Point end = path.end();
        Tensor outputs = inner.problem().outputs(end.parts(), given.get(3));
        Tensor loss = inner.problem().loss(outputs, given.get(4));
        Tensor moved = path.points().get(0).moved().sub(end.moved());
        List<Tensor> numbers = new ArrayList<>(path.losses());
        numbers.add(loss);
        numbers.add(moved.square().sum());
        return List.of(contribution(start, end, loss), Batches.vector(numbers), outputs);
    }

    private Tensor contribution(Tensor start, InnerLoop.Point end, Tensor loss) {
        return switch (direction) {
            case SECOND_ORDER -> Derivatives.gradient(loss, List.of(start)).get(0);
            case FIRST_ORDER -> Tensor.concat(0, Derivatives.gradient(loss, end.pieces()));
            case MOVEMENT -> start.sub(Tensor.concat(0, end.pieces()));
        };
    }
}
