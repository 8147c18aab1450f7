package dev.starling.episodes.gradient;

import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Layout;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps downhill on an episode's support set, as a function of tensors that is evaluated or replayed as a whole. Adaptation in training
 * and at test is this.
 *
 * @param problem what is minimized
 * @param rule how a step follows from the gradient
 * @param steps how many
 * @param firstAdapted entry of the network's layout from which on parameters are adapted; those before stay as they are
 * @param differentiable whether derivatives pass through the steps, to the second order; otherwise each step begins anew
 */
record InnerLoop(Problem problem, InnerRule rule, int steps, int firstAdapted, boolean differentiable) {

    /** Examples that a step, or a loss, is over. */
    record Batch(Tensor x, Tensor y) {}

    /**
     * Parameters in the course of the steps.
     *
     * @param kept those that stay, in one vector; null if all move
     * @param moved the others, in one vector
     * @param parts all, by the layout's entries
     */
    record Point(Tensor kept, Tensor moved, List<Tensor> parts) {

        Point to(Tensor next, Layout layout, int firstAdapted) {
            List<Tensor> changed = new ArrayList<>(parts.subList(0, firstAdapted));
            changed.addAll(cut(
                    next,
                    layout.entries().subList(firstAdapted, layout.entries().size())));
            return new Point(kept, next, changed);
        }

        /** In the layout's order. */
        List<Tensor> pieces() {
            return kept == null ? List.of(moved) : List.of(kept, moved);
        }
    }

    /** What the steps leave: the point before each and after the last, and the loss of each step's batch before it. */
    record Path(List<Point> points, List<Tensor> losses) {
        Point end() {
            return points.get(points.size() - 1);
        }
    }

    /**
     * All steps.
     *
     * @param start {@code [parameters]}, a variable if derivatives are taken
     * @param batches one a step
     */
    Path run(Tensor start, List<Batch> batches) {
        Point point = begin(start);
        List<Point> points = new ArrayList<>(List.of(point));
        List<Tensor> losses = new ArrayList<>();
        Tensor memory = null;
        for (int step = 0; step < steps; step++) {
            Batch batch = batches.get(step);
            Tensor loss = problem.loss(problem.outputs(point.parts(), batch.x()), batch.y());
            Tensor gradient = Derivatives.gradient(loss, List.of(point.moved())).get(0);
            memory = rule.memory(memory, gradient);
            Tensor next = point.moved().sub(rule.movement(memory, gradient, step));
            point = point.to(differentiable ? next : next.scope().variable(next), layout(), firstAdapted);
            points.add(point);
            losses.add(loss);
        }
        return new Path(points, losses);
    }

    private Layout layout() {
        return problem.network().layout();
    }

    private Point begin(Tensor start) {
        List<Layout.Entry> entries = layout().entries();
        if (firstAdapted == 0) {
            return new Point(null, start, cut(start, entries));
        }
        int kept = entries.get(firstAdapted).offset();
        List<Tensor> pieces = start.split(0, kept, start.size() - kept);
        if (!differentiable) {
            // Leaves, so that the gradient by each is at hand without a derivative through the cut.
            pieces = pieces.stream().map(start.scope()::variable).toList();
        }
        Point point = new Point(pieces.get(0), pieces.get(1), cut(pieces.get(0), entries.subList(0, firstAdapted)));
        return point.to(pieces.get(1), layout(), firstAdapted);
    }

    private static List<Tensor> cut(Tensor flat, List<Layout.Entry> entries) {
        List<Tensor> pieces =
                flat.split(0, entries.stream().mapToInt(Layout.Entry::size).toArray());
        List<Tensor> shaped = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            shaped.add(pieces.get(i).reshape(entries.get(i).shape()));
        }
        return shaped;
    }
}
