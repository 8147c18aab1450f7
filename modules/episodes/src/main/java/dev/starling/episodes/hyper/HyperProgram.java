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
import dev.starling.engine.Unit;
import dev.starling.engine.Vectors;
import dev.starling.engine.Worker;
import dev.starling.episodes.EpisodicProgram;
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

    static final String MOVEMENT = "movement";
    static final String SCALE = "hyper.scale";

    /** Estimates are of tasks of their own, half of the training split away. */
    private static final long ESTIMATES = 1L << 39;

    private static final int CHECK_EVERY = 50;

    HyperProgram(HyperMethod method, long seed) {
        this(method, seed, new EpisodicProgram(method, method.study(), seed));
    }

    @Override
    public State initial() {
        Vectors state = Account.begin(episodes.initial().vectors()).with(SCALE, 0);
        return State.initial(Position.start(method).in(state));
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
    public int rounds() {
        int iterations = method.study().iterations();
        int estimates = method.estimator().estimates(iterations);
        int moves =
                iterations * method.estimator().horizons(method.inner().count()).size();
        return estimates + moves + episodes.rounds() - iterations;
    }

    @Override
    public State seen(State state) {
        Position at = at(state);
        Vectors seen = at.in(episodes.seen(ofIteration(state)).vectors());
        if (at.trains()) {
            seen = Carried.copy(seen.with(SCALE, state.vectors().number(SCALE)), state.vectors());
        }
        return new State(state.round(), seen, state.constants());
    }

    @Override
    public List<Unit> plan(State state) {
        List<Unit> units = new ArrayList<>();
        Position at = at(state);
        if (at.phase() == 0) {
            episodes.plan(ofIteration(state)).stream()
                    .filter(unit -> !unit.kind().equals(EpisodicProgram.TRAIN))
                    .forEach(units::add);
        }
        if (!at.trains()) {
            return units;
        }
        long first = (long) at.iteration() * method.study().metaBatch();
        if (at.phase() == 0 && at.iteration() % CHECK_EVERY == 0) {
            units.add(task(CHECK, ESTIMATES + first));
        }
        if (at.estimates()) {
            addTasks(units, ESTIMATE, ESTIMATES + first);
        } else if (at.begins()) {
            addTasks(units, STEP, first);
        } else {
            for (long key : Carried.keys(state.vectors())) {
                units.add(task(STEP, key));
            }
        }
        return units;
    }

    private void addTasks(List<Unit> units, String kind, long first) {
        for (int task = 0; task < method.study().metaBatch(); task++) {
            units.add(task(kind, first + task));
        }
    }

    private static Unit task(String kind, long key) {
        return new Unit(kind, HyperInputs.TASK, key, 1);
    }

    @Override
    public Advance advance(State state, Results results) {
        List<Row> rows = new ArrayList<>();
        Vectors next = state.vectors();
        Position at = at(state);
        if (at.phase() == 0) {
            Advance evaluated = episodes.advance(ofIteration(state), results);
            next = evaluated.state().vectors();
            rows.addAll(evaluated.rows());
        }
        if (!at.trains()) {
            next = at.evaluated().in(next);
        } else if (at.estimates()) {
            next = at.estimated().in(estimated(next, results));
        } else {
            next = stepped(next, at, results, rows);
        }
        return new Advance(state.next(next), rows);
    }

    private Vectors estimated(Vectors state, Results results) {
        ScaleEstimate all = ScaleEstimate.pooled(results.gathered(ESTIMATE).values());
        double scale = ((Estimator.Distill) method.estimator()).scale().clipped(all.theta());
        return Account.add(state, results.sum(ESTIMATE), results).with(SCALE, scale);
    }

    private Vectors stepped(Vectors before, Position at, Results results, List<Row> rows) {
        Sum sum = results.sum(STEP);
        requireEnough(sum, at);
        Terms terms = Terms.mean(sum);
        Vectors next = Account.add(before, sum, results);
        if (terms != null) {
            next = method.outer().step(next, terms.total(), at.moves());
        }
        rows.add(Account.movement(at, next, sum, terms));
        next = Account.moved(next, terms);
        if (terms != null && !at.ends()) {
            return at.moved().in(Carried.put(next, results.gathered(STEP)));
        }
        next = terms == null ? Carried.drop(next) : towards(Carried.drop(next), sum.mean(MOVEMENT));
        rows.add(Account.iteration(at, next, sum));
        return at.iterated().in(Account.iterated(next));
    }

    /** The first weights go part of the way to the mean trained ones (Reptile). */
    private Vectors towards(Vectors state, double[] movement) {
        double[] first = Arithmetic.toDoubles(state.floats(HyperMethod.FIRST));
        return state.with(
                HyperMethod.FIRST, Arithmetic.toFloats(Arithmetic.plus(first, method.reptileRate(), movement)));
    }

    private void requireEnough(Sum sum, Position at) {
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
                                    at.horizon(),
                                    at.iteration(),
                                    method.study().maxDivergedShare()));
        }
    }

    @Override
    public Conclusion conclude(State end) {
        Conclusion tested = episodes.conclude(ofIteration(end));
        Map<String, Double> metrics = new TreeMap<>(tested.metrics());
        double tasks = (double) method.study().iterations() * method.study().metaBatch();
        metrics.putAll(Account.costs(end.vectors(), tasks));
        return new Conclusion(tested.model(), metrics);
    }

    Position at(State state) {
        return Position.of(method, state);
    }

    /** The state as the episodic program knows it: with outer iterations for rounds. */
    State ofIteration(State state) {
        return new State(at(state).iteration(), state.vectors(), state.constants());
    }

    Seed root() {
        return Seed.of(seed);
    }
}
