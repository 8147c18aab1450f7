package dev.starling.episodes.hyper;

import dev.starling.engine.Arithmetic;
import dev.starling.engine.Contribution;
import dev.starling.engine.Outcome;
import dev.starling.engine.Seed;
import dev.starling.engine.State;
import dev.starling.engine.Unit;
import dev.starling.engine.Vectors;
import dev.starling.engine.Worker;
import dev.starling.episodes.Episode;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Computes the units of a trial: inner steps with a hypergradient, estimates of the scale, and episodes of validation and tests. */
final class HyperWorker implements Worker {
    private static final String WEIGHTS = "weights";
    private static final String VELOCITY = "velocity";
    private static final String DISTILLED = "distilled";
    private static final String EXAMPLES = "examples";

    private final HyperProgram program;
    private final HyperMethod method;
    private final Worker episodes;
    private final Model model;
    private final Scope root;
    private final OnDevice lambda;
    private final Map<Long, Episode> tasks = new HashMap<>();
    private int tasksOf = -1;
    private volatile long units;

    HyperWorker(HyperProgram program) {
        this.program = program;
        this.method = program.method();
        this.episodes = program.episodes().open();
        this.model = method.recipe().open();
        this.root = method.study().replays() ? Scope.open() : Scope.openWithoutReplay();
        this.lambda = new OnDevice(root);
    }

    @Override
    public Outcome run(Unit unit, Serializable input, State state, Vectors own) {
        units++;
        if (!unit.group().equals(HyperInputs.TASK)) {
            Outcome outcome = episodes.run(unit, input, program.ofIteration(state), own);
            return new Outcome(
                    outcome.contribution(), outcome.gathered(), outcome.own(), ExampleWeightRow.beside(outcome.rows()));
        }
        try (Scope scope = root.child()) {
            Calculus calculus =
                    new Calculus(model, scope, lambda.of(state.vectors().floats(HyperMethod.LAMBDA)));
            Seed random = program.root().child("trajectory").child(unit.key());
            Inner inner = method.inner().on(episode(unit, state), method.study(), calculus, scope, random);
            double[] first = Arithmetic.toDoubles(state.vectors().floats(HyperMethod.FIRST));
            return switch (unit.kind()) {
                case HyperProgram.STEP -> step(unit, state, inner, first, random);
                case HyperProgram.ESTIMATE -> estimate(inner, first, random);
                case HyperProgram.CHECK -> check(scope, state, inner, first);
                default -> throw new IllegalArgumentException("no units of kind " + unit.kind() + " are planned");
            };
        }
    }

    /** The task's episode; those of an iteration are kept, since a task comes again in each of its rounds. */
    private Episode episode(Unit unit, State state) {
        int iteration = program.at(state).iteration();
        if (iteration != tasksOf) {
            tasks.clear();
            tasksOf = iteration;
        }
        return tasks.computeIfAbsent(
                unit.key(), key -> method.tasks().draw(method.tasks().spec(key, program.seed())));
    }

    private Outcome step(Unit unit, State state, Inner inner, double[] first, Seed random) {
        Position at = program.at(state);
        int done = at.done();
        int horizon = at.horizon();
        Inner.Point point = done == 0
                ? Inner.Point.at(first)
                : new Inner.Point(
                        Carried.of(state.vectors(), unit.key(), WEIGHTS),
                        Carried.of(state.vectors(), unit.key(), VELOCITY));
        Distilled distilled = done == 0 ? null : distilled(unit, state, inner);
        List<double[]> path = new ArrayList<>();
        for (int t = done + 1; t <= horizon; t++) {
            if (method.estimator() instanceof Estimator.Distill distill) {
                distilled = Distilled.forward(distill.by(), distilled, point.weights(), inner.task(), t, random);
            }
            if (!method.estimator().readsPath()) {
                path.clear();
            }
            path.add(point.weights());
            point = inner.step(point, t);
        }
        Calculus.First validation = inner.validation(point.weights());
        double[] second = method.estimator()
                .term(new Reached(
                        inner,
                        first,
                        path,
                        point.weights(),
                        horizon,
                        validation.byWeights(),
                        distilled,
                        state.vectors().number(HyperProgram.SCALE)));
        Contribution contribution = new Terms(validation.byHyperparameters(), second, validation.loss())
                .contribution()
                .total(Account.COST, cost(inner));
        if (at.ends()) {
            contribution.mean(HyperProgram.MOVEMENT, Arithmetic.plus(point.weights(), -1, first));
            return Outcome.of(contribution);
        }
        return new Outcome(contribution, carried(point, distilled, inner), null, List.of());
    }

    private static double[] cost(Inner inner) {
        return new double[] {inner.calculus().gradients(), inner.calculus().products()};
    }

    private Vectors carried(Inner.Point point, Distilled distilled, Inner inner) {
        Vectors carried = Vectors.empty().with(WEIGHTS, point.weights()).with(VELOCITY, point.velocity());
        if (distilled == null) {
            return carried;
        }
        carried = carried.with(DISTILLED, distilled.weights());
        return inner.task().fullBatch()
                ? carried
                : carried.with(
                        EXAMPLES,
                        Arrays.stream(distilled.examples()).asDoubleStream().toArray());
    }

    private Distilled distilled(Unit unit, State state, Inner inner) {
        if (!(method.estimator() instanceof Estimator.Distill)) {
            return null;
        }
        int[] examples = inner.task().fullBatch()
                ? inner.task().examples(1)
                : Arrays.stream(Carried.of(state.vectors(), unit.key(), EXAMPLES))
                        .mapToInt(example -> (int) example)
                        .toArray();
        return new Distilled(Carried.of(state.vectors(), unit.key(), DISTILLED), examples);
    }

    private Outcome estimate(Inner inner, double[] first, Seed random) {
        Distillation by = ((Estimator.Distill) method.estimator()).by();
        ScaleEstimate estimate = ScaleEstimate.of(inner, first, method.inner().count(), by, random);
        // Lengths that cannot be used make the task diverge: it is left out of the pooled estimate.
        Contribution contribution =
                Contribution.start().total(Account.COST, cost(inner)).total(Account.SCALE, estimate.lengths());
        return new Outcome(contribution, estimate.vectors(), null, List.of());
    }

    /** Compares a product along the validation gradient with central differences, in the product's direction. */
    private Outcome check(Scope scope, State state, Inner inner, double[] first) {
        double[] alpha = inner.validation(first).byWeights();
        double[] exact = inner.calculus().mixed(first, inner.batch(1), alpha);
        List<Tensor> batch = inner.batch(1).stream()
                .map(tensor -> scope.tensor(tensor.toDoubles(), tensor.shape()))
                .toList();
        double[] lambda = Arithmetic.toDoubles(state.vectors().floats(HyperMethod.LAMBDA));
        double length = Arithmetic.norm(exact);
        double error = length == 0
                ? 0
                : new Differences(model, scope, first, lambda, batch, 1)
                                        .byHyperparameters(alpha, Arithmetic.times(1 / length, exact))
                                / length
                        - 1;
        return Outcome.gather(Vectors.empty().with(Account.ERROR, Math.abs(error)));
    }

    @Override
    public long steps() {
        return units;
    }

    @Override
    public void close() {
        episodes.close();
        root.close();
    }
}
