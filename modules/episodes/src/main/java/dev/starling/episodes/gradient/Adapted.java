package dev.starling.episodes.gradient;

import dev.starling.kernel.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A test episode as one function of tensors: what was learned after each inner step.
 *
 * @param inner the steps
 * @param statistics what the queries are normalized by
 */
record Adapted(InnerLoop inner, QueryStatistics statistics) implements UnaryOperator<List<Tensor>> {

    /**
     * @param given start {@code [parameters]}, support x and y, query x and y, then for each inner step its x and y if it takes not all
     * @return {@code [2 steps + 3]}: support losses after 0 to all steps, query losses alike, and the squared length of the steps'
     *     movement; the queries' outputs after 0 to all steps, {@code [(steps + 1) queries, outputs]}
     */
    @Override
    public List<Tensor> apply(List<Tensor> given) {
        Tensor start = given.get(0).scope().variable(given.get(0));
        InnerLoop.Path path = inner.run(start, Batches.given(given, inner.steps()));
        Problem problem = inner.problem();
        List<Tensor> support = new ArrayList<>();
        List<Tensor> query = new ArrayList<>();
        List<Tensor> outputs = new ArrayList<>();
        for (InnerLoop.Point point : path.points()) {
            support.add(problem.loss(problem.outputs(point.parts(), given.get(1)), given.get(2)));
            Tensor predicted = statistics.outputs(problem, point.parts(), given.get(1), given.get(3));
            query.add(problem.loss(predicted, given.get(4)));
            outputs.add(predicted);
        }
        List<Tensor> numbers = new ArrayList<>(support);
        numbers.addAll(query);
        numbers.add(
                path.points().get(0).moved().sub(path.end().moved()).square().sum());
        return List.of(Batches.vector(numbers), Tensor.concat(0, outputs));
    }
}
