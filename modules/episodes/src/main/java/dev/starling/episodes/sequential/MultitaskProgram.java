package dev.starling.episodes.sequential;

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
import dev.starling.episodes.KeptFigures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A method that learns all tasks together, with one seed. Rounds of pretraining, then one round an outer iteration: its trajectories or
 * gradients, and where it is time the evaluation of the state that they begin with; then a round that evaluates the last state. Random
 * draws descend from the seed by iteration and unit: child "order" for tasks, "example" for batches, "surgery" for the orders of
 * projections, "initial" for first parameters, "pretraining" for its batches.
 *
 * @param name the name in messages
 * @param problem the tasks' losses
 * @param settings the method
 * @param seed the trial's
 * @param replays whether workers replay the steps that they have traced
 */
record MultitaskProgram(String name, Problem problem, MultitaskSettings settings, long seed, boolean replays)
        implements Program {
    private static final long serialVersionUID = 1L;

    static final String PRETRAIN = "pretrain";
    static final String TRAJECTORY = "trajectory";
    static final String GRADIENT = "gradient";
    static final String MEASURE = "measure";
    static final String EVALUATE = "evaluate";
    static final List<String> KINDS = List.of(PRETRAIN, TRAJECTORY, GRADIENT, MEASURE, EVALUATE);

    /** In states and in what trajectories gather: the parameters; where each task has its own, one after another. */
    static final String MODEL = "model";

    /** In states: the parameters with which learning the tasks began. */
    static final String ORIGIN = "origin";

    static final String LOSS = "loss";
    static final String MOVEMENT = "movement";

    private static final int FEW_PARAMETERS = 16;

    @Override
    public State initial() {
        float[] model = problem.initial(Seed.of(seed).child("initial"));
        Vectors state = Vectors.empty().with(MODEL, model);
        return State.initial(settings.schedule().pretrainingRounds() == 0 ? begin(state) : state);
    }

    /** The state with which learning the tasks begins. */
    private Vectors begin(Vectors state) {
        float[] model = state.floats(MODEL);
        float[] all = new float[model.length * models()];
        for (int i = 0; i < models(); i++) {
            System.arraycopy(model, 0, all, i * model.length, model.length);
        }
        Vectors begun = state.with(MODEL, all).with(ORIGIN, model);
        return settings.method() instanceof MultitaskMethod.Gradients method
                ? method.combiner().begin(begun, settings.sampler().tasks())
                : begun;
    }

    /** Parameter vectors that are learned. */
    int models() {
        return settings.method().models(settings.sampler().tasks());
    }

    @Override
    public Inputs inputs() {
        return new MultitaskInputs(problem.id());
    }

    @Override
    public State seen(State state) {
        Vectors seen = Vectors.empty().with(MODEL, state.vectors().floats(MODEL));
        return new State(
                state.round(),
                state.vectors().has(ORIGIN) ? seen.with(ORIGIN, state.vectors().floats(ORIGIN)) : seen,
                state.constants());
    }

    @Override
    public Worker open() {
        return new MultitaskWorker(this);
    }

    @Override
    public int rounds() {
        return settings.schedule().rounds();
    }

    @Override
    public List<Unit> plan(State state) {
        Schedule schedule = settings.schedule();
        int tasks = settings.sampler().tasks();
        int iteration = schedule.iteration(state.round());
        List<Unit> units = new ArrayList<>();
        if (iteration < 0) {
            add(units, PRETRAIN, 1);
        } else if (iteration < schedule.iterations()) {
            add(units, settings.method().kind(), settings.method().units(tasks));
        }
        if (schedule.evaluates(iteration)) {
            add(units, MEASURE, tasks);
            add(units, EVALUATE, problem.parts().size());
        }
        return units;
    }

    private static void add(List<Unit> units, String kind, int count) {
        for (int key = 0; key < count; key++) {
            units.add(new Unit(kind, kind, key, 1));
        }
    }

    Itinerary itinerary() {
        return new Itinerary(settings.method(), settings.sampler(), seed);
    }

    @Override
    public Advance advance(State state, Results results) {
        int iteration = settings.schedule().iteration(state.round());
        List<Row> rows = new ArrayList<>();
        Vectors next = state.vectors();
        if (results.has(EVALUATE)) {
            next = Evaluation.of(this, next, iteration, results, rows);
        }
        if (results.has(PRETRAIN)) {
            requireFew(results.sum(PRETRAIN), 1, iteration);
            next = next.with(MODEL, results.gathered(PRETRAIN).get(0L).floats(MODEL));
            next = iteration == -1 ? begin(next) : next;
        }
        MultitaskMethod method = settings.method();
        if (results.has(method.kind())) {
            Sum sum = results.sum(method.kind());
            requireFew(sum, method.units(settings.sampler().tasks()), iteration);
            SortedMap<Long, Vectors> gathered = results.gathered(method.kind());
            next = method instanceof MultitaskMethod.Trajectories trajectories
                    ? next.with(MODEL, trajectories.average(next.floats(MODEL), gathered))
                    : step(next, gathered, iteration);
            rows.add(row(state.vectors(), next, sum, iteration));
        }
        return new Advance(state.next(next), rows);
    }

    /** Batches that diverged are left out. */
    private Vectors step(Vectors state, SortedMap<Long, Vectors> gathered, int iteration) {
        if (gathered.isEmpty()) {
            return state;
        }
        int[] planned = itinerary().taskOf(iteration);
        int[] tasks = gathered.keySet().stream()
                .mapToInt(key -> planned[key.intValue()])
                .toArray();
        double[] losses =
                gathered.values().stream().mapToDouble(own -> own.number(LOSS)).toArray();
        float[][] gradients =
                gathered.values().stream().map(own -> own.floats(GRADIENT)).toArray(float[][]::new);
        Combiner.Combined combined = ((MultitaskMethod.Gradients) settings.method())
                .combiner()
                .combine(
                        TaskGradients.of(settings.sampler().tasks(), tasks, losses, gradients, problem.lastLayer()),
                        state,
                        Seed.of(seed).child("surgery").child(iteration));
        requireFinite(combined.gradient(), iteration);
        float[] model = state.floats(MODEL).clone();
        Moments moments = Moments.of(state, model.length);
        settings.rule().step(model, combined.gradient(), moments, state.floats(ORIGIN));
        return moments.in(combined.state()).with(MODEL, model);
    }

    /** What comes of gradients that are numbers may be none, and must not get into the state. */
    private void requireFinite(float[] gradient, int iteration) {
        if (!Double.isFinite(Arithmetic.squares(gradient))) {
            throw new DivergedException(
                    "method '%s' with seed %s: the tasks' gradients combined in iteration %s are not finite: lower its learning rate"
                            .formatted(name, seed, iteration));
        }
    }

    private void requireFew(Sum sum, int units, int iteration) {
        if (sum.diverged() > settings.maxDivergedShare() * units || iteration < 0 && sum.diverged() > 0) {
            throw new DivergedException(
                    ("method '%s' with seed %s: %s of %s trajectories or batches diverged in iteration %s, more than the share %s"
                                    + " that starling.episodes.max-diverged-share allows: lower its learning rate; what is committed"
                                    + " stays and can be resumed")
                            .formatted(name, seed, sum.diverged(), units, iteration, settings.maxDivergedShare()));
        }
    }

    private Row row(Vectors before, Vectors after, Sum sum, int iteration) {
        float[] model = after.floats(MODEL);
        double[] few = new double[model.length > FEW_PARAMETERS ? 0 : model.length];
        for (int i = 0; i < few.length; i++) {
            few[i] = model[i];
        }
        return new MultitaskIterationRow(
                iteration,
                settings.schedule().gradients(iteration + 1),
                itinerary().batches(iteration),
                sum.diverged(),
                sum.units() == 0 ? null : (Double) sum.average(LOSS)[0],
                Arithmetic.euclidean(before.floats(MODEL), model),
                distance(after),
                few,
                new TrainedModel("", "", model).stateHash());
    }

    /** How far the parameters are from where learning the tasks began; the mean over the tasks where each has its own. */
    double distance(Vectors state) {
        float[] model = state.floats(MODEL);
        float[] origin = state.floats(ORIGIN);
        double sum = 0;
        for (int i = 0; i < models(); i++) {
            sum += Arithmetic.euclidean(Arrays.copyOfRange(model, i * origin.length, (i + 1) * origin.length), origin);
        }
        return sum / models();
    }

    @Override
    public Conclusion conclude(State end) {
        Map<String, Double> metrics = KeptFigures.of(end.vectors());
        metrics.put("distance", distance(end.vectors()));
        return new Conclusion(problem.model(end.vectors().floats(MODEL)), metrics);
    }
}
