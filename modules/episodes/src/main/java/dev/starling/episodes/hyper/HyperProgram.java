package dev.starling.episodes.hyper;

import dev.starling.engine.Arithmetic;
import dev.starling.engine.Conclusion;
import dev.starling.engine.DivergedException;
import dev.starling.engine.Inputs;
import dev.starling.engine.Program;
import dev.starling.engine.Results;
import dev.starling.engine.Row;
import dev.starling.engine.Seed;
import dev.starling.engine.State;
import dev.starling.engine.Sum;
import dev.starling.engine.TrainedModel;
import dev.starling.engine.Unit;
import dev.starling.engine.Vectors;
import dev.starling.engine.Worker;
import dev.starling.episodes.EpisodeTasks;
import dev.starling.episodes.EpisodicProgram;
import dev.starling.episodes.IterationRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A {@link HyperMethod} with one seed. An outer iteration is a round for each movement of the hyperparameters, in which the tasks of
 * the meta-batch make their next inner steps side by side; HyperDistill puts a round before that estimates its scale. What a task
 * carries from round to round is gathered in the order of the tasks, what moves the hyperparameters is summed exactly, so that no
 * partitioning changes a bit. Validation and tests are an {@link EpisodicProgram}'s, to which an outer iteration looks like a round.
 *
 * @param method what is compared
 * @param seed the trial's
 * @param episodes validates and tests
 */
record HyperProgram(HyperMethod method, long seed, EpisodicProgram episodes) implements Program {
    private static final long serialVersionUID = 1L;

    static final String STEP = "step";
    static final String ESTIMATE = "estimate";
    static final String CHECK = "check";

    static final String DIRECT = "direct";
    static final String SECOND_ORDER = "second-order";
    static final String MOVEMENT = "movement";
    static final String LOSS = "loss";
    static final String COST = "cost";

    /** Estimates are of tasks of their own, half of the training split away. */
    private static final long ESTIMATES = 1L << 39;

    private static final int CHECK_EVERY = 50;

    private static final String ITERATION = "hyper.iteration";
    private static final String PHASE = "hyper.phase";
    private static final String SCALE = "hyper.scale";
    private static final String MOVES = "hyper.moves";
    private static final String PENDING = "hyper.pending-cost";
    private static final String TOTAL = "hyper.total-cost";
    private static final String BEFORE = "hyper.before";
    private static final String LAST = "hyper.last";

    HyperProgram(HyperMethod method, long seed) {
        this(method, seed, new EpisodicProgram(method, method.study(), seed));
    }

    @Override
    public State initial() {
        Vectors state = episodes.initial()
                .vectors()
                .with(ITERATION, 0)
                .with(PHASE, 0)
                .with(SCALE, 0)
                .with(MOVES, 0)
                .with(PENDING, new double[2])
                .with(TOTAL, new double[2])
                .with(LAST, new double[2]);
        return State.initial(state.with(BEFORE, state.floats(HyperMethod.LAMBDA)));
    }

    @Override
    public Inputs inputs() {
        return new HyperInputs(episodes.inputs());
    }

    @Override
    public Worker open() {
        return new HyperWorker(this);
    }

    @Override
    public State seen(State state) {
        Vectors all = state.vectors();
        Vectors seen = episodes.seen(ofIteration(state)).vectors().with(ITERATION, all.number(ITERATION));
        if (trains(state)) {
            seen = Carried.copy(seen.with(PHASE, all.number(PHASE)).with(SCALE, all.number(SCALE)), all);
        }
        return new State(state.round(), seen, state.constants());
    }

    @Override
    public List<Unit> plan(State state) {
        List<Unit> units = new ArrayList<>();
        boolean first = phase(state) == 0;
        if (first) {
            episodes.plan(ofIteration(state)).stream()
                    .filter(unit -> !unit.kind().equals(EpisodicProgram.TRAIN))
                    .forEach(units::add);
        }
        if (!trains(state)) {
            return units;
        }
        int iteration = iteration(state);
        int tasks = method.study().metaBatch();
        if (first && iteration % CHECK_EVERY == 0) {
            units.add(task(CHECK, ESTIMATES + (long) iteration * tasks));
        }
        if (estimates(state)) {
            for (int task = 0; task < tasks; task++) {
                units.add(task(ESTIMATE, ESTIMATES + (long) iteration * tasks + task));
            }
        } else if (begins(state)) {
            for (int task = 0; task < tasks; task++) {
                units.add(task(STEP, (long) iteration * tasks + task));
            }
        } else {
            for (long key : Carried.keys(state.vectors())) {
                units.add(task(STEP, key));
            }
        }
        return units;
    }

    private static Unit task(String kind, long key) {
        return new Unit(kind, HyperInputs.TASK, key, 1);
    }

    @Override
    public Advance advance(State state, Results results) {
        List<Row> rows = new ArrayList<>();
        Vectors next = state.vectors();
        if (phase(state) == 0) {
            Advance evaluated = episodes.advance(ofIteration(state), results);
            next = evaluated.state().vectors();
            rows.addAll(evaluated.rows());
        }
        if (!trains(state)) {
            return new Advance(state.next(next.with(ITERATION, iteration(state) + 1.0)), rows);
        }
        if (estimates(state)) {
            return new Advance(state.next(estimated(next, results)), rows);
        }
        return new Advance(state.next(stepped(next, state, results, rows)), rows);
    }

    private Vectors estimated(Vectors state, Results results) {
        double products = 0;
        double squares = 0;
        for (Vectors task : results.gathered(ESTIMATE).values()) {
            products += task.number(HyperWorker.PRODUCTS);
            squares += task.number(HyperWorker.SQUARES);
        }
        double theta = new ScaleEstimate(products, squares).theta();
        double scale = ((Estimator.Distill) method.estimator()).scale().clipped(theta);
        Sum sum = results.sum(ESTIMATE);
        Vectors next = state.with(PHASE, 1).with(SCALE, scale);
        next = sum.units() == 0 ? next : next.with(PENDING, sum.total(COST));
        return checked(next, results);
    }

    /** Keeps the figure of the round's check for the next row. */
    private static Vectors checked(Vectors state, Results results) {
        return results.has(CHECK) && !results.gathered(CHECK).isEmpty()
                ? state.with(
                        HyperWorker.ERROR,
                        results.gathered(CHECK)
                                .get(results.gathered(CHECK).firstKey())
                                .number(HyperWorker.ERROR))
                : state;
    }

    private Vectors stepped(Vectors before, State state, Results results, List<Row> rows) {
        Sum sum = results.sum(STEP);
        requireEnough(sum, state);
        Vectors next = checked(before, results);
        int move = (int) next.number(MOVES);
        Terms terms = sum.units() == 0 ? null : Terms.of(sum);
        double[] cost = next.doubles(PENDING);
        if (terms != null) {
            next = method.outer().step(next, terms.sum(), move);
            double[] total = Arithmetic.plus(next.doubles(TOTAL), 1, terms.cost());
            cost = Arithmetic.plus(cost, 1, terms.cost());
            next = next.with(TOTAL, Arithmetic.plus(total, 1, next.doubles(PENDING)))
                    .with(LAST, new double[] {terms.loss(), Arithmetic.norm(terms.sum())});
        }
        int horizon = horizon(state);
        rows.add(new HyperStepRow(
                iteration(state),
                horizon,
                method.outer().stepSize().at(move),
                sum.units(),
                sum.diverged(),
                terms == null ? null : (Double) terms.loss(),
                terms == null ? null : (Double) Arithmetic.norm(terms.direct()),
                terms == null ? null : (Double) Arithmetic.norm(terms.second()),
                terms == null ? null : terms.cosine(),
                estimatesEver() ? (Double) next.number(SCALE) : null,
                (long) cost[0],
                (long) cost[1],
                next.has(HyperWorker.ERROR) ? (Double) next.number(HyperWorker.ERROR) : null));
        next = next.without(HyperWorker.ERROR).with(PENDING, new double[2]).with(MOVES, move + 1.0);
        if (terms != null && horizon < method.inner().count()) {
            return Carried.put(next, results.gathered(STEP)).with(PHASE, phase(state) + 1.0);
        }
        return iterated(Carried.drop(next), state, sum, rows);
    }

    private void requireEnough(Sum sum, State state) {
        int tasks = method.study().metaBatch();
        int left = tasks - sum.units();
        if (left > method.study().maxDivergedShare() * tasks) {
            throw new DivergedException(
                    ("method '%s' with seed %s: %s of %s tasks diverged up to inner step %s of iteration %s, more than the"
                                    + " share %s that starling.episodes.max-diverged-share allows: lower its inner.rate or"
                                    + " outer.learning-rate; what is committed stays and can be resumed")
                            .formatted(
                                    method.name(),
                                    seed,
                                    left,
                                    tasks,
                                    horizon(state),
                                    iteration(state),
                                    method.study().maxDivergedShare()));
        }
    }

    /** The end of an outer iteration: the first weights go towards the mean trained ones (Reptile). */
    private Vectors iterated(Vectors state, State before, Sum sum, List<Row> rows) {
        Vectors next = state;
        if (sum.units() > 0) {
            double[] movement = sum.mean(MOVEMENT);
            double[] first = Arithmetic.toDoubles(next.floats(HyperMethod.FIRST));
            next = next.with(
                    HyperMethod.FIRST, Arithmetic.toFloats(Arithmetic.plus(first, method.reptileRate(), movement)));
        }
        float[] lambda = next.floats(HyperMethod.LAMBDA);
        double[] moved = Arithmetic.plus(Arithmetic.toDoubles(lambda), -1, Arithmetic.toDoubles(next.floats(BEFORE)));
        double[] last = next.doubles(LAST);
        int iteration = iteration(before);
        rows.add(new IterationRow(
                iteration,
                method.outer().stepSize().at((int) next.number(MOVES) - 1),
                sum.units(),
                method.study().metaBatch() - sum.units(),
                sum.units() == 0 ? null : (Double) last[0],
                null,
                sum.units() == 0 ? null : (Double) last[1],
                Arithmetic.norm(moved),
                new TrainedModel("", "", lambda).stateHash()));
        return next.with(BEFORE, lambda).with(ITERATION, iteration + 1.0).with(PHASE, 0);
    }

    @Override
    public Conclusion conclude(State end) {
        Conclusion tested = episodes.conclude(ofIteration(end));
        double[] total = end.vectors().doubles(TOTAL);
        double tasks = (double) method.study().iterations() * method.study().metaBatch();
        Map<String, Double> metrics = new TreeMap<>(tested.metrics());
        metrics.put("gradients.per-task", total[0] / tasks);
        metrics.put("products.per-task", total[1] / tasks);
        return new Conclusion(tested.model(), metrics);
    }

    Seed root() {
        return Seed.of(seed);
    }

    EpisodeTasks tasks() {
        return (EpisodeTasks) method.study().tasks();
    }

    /** The state as the episodic program knows it: with outer iterations for rounds. */
    static State ofIteration(State state) {
        return new State(iteration(state), state.vectors(), state.constants());
    }

    /** Inner steps that the tasks of a round have made before it. */
    int done(State state) {
        int place = place(state);
        return place == 0 ? 0 : horizons().get(place - 1);
    }

    /** Inner steps that the tasks of a round have made after it. */
    int horizon(State state) {
        return horizons().get(place(state));
    }

    double scale(State state) {
        return state.vectors().number(SCALE);
    }

    static int iteration(State state) {
        return (int) state.vectors().number(ITERATION);
    }

    private static int phase(State state) {
        return (int) state.vectors().number(PHASE);
    }

    private boolean trains(State state) {
        return iteration(state) < method.study().iterations();
    }

    private boolean estimates(State state) {
        return phase(state) == 0 && estimatesBefore(iteration(state));
    }

    private boolean estimatesBefore(int iteration) {
        return method.estimator() instanceof Estimator.Distill distill && distill.estimatesBefore(iteration);
    }

    private boolean estimatesEver() {
        return estimatesBefore(0);
    }

    private boolean begins(State state) {
        return place(state) == 0;
    }

    private int place(State state) {
        return phase(state) - (estimatesBefore(iteration(state)) ? 1 : 0);
    }

    private List<Integer> horizons() {
        return method.estimator().horizons(method.inner().count());
    }

    /** Means over the tasks of a round. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Terms(double[] direct, double[] second, double loss, double[] cost) {
        static Terms of(Sum sum) {
            return new Terms(sum.mean(DIRECT), sum.mean(SECOND_ORDER), sum.mean(LOSS)[0], sum.total(COST));
        }

        double[] sum() {
            return Arithmetic.plus(direct, 1, second);
        }

        Double cosine() {
            double lengths = Arithmetic.norm(direct) * Arithmetic.norm(second);
            return lengths == 0 ? null : Arithmetic.dot(direct, second) / lengths;
        }
    }
}
