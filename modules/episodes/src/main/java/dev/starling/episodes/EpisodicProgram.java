package dev.starling.episodes;

import dev.starling.engine.Arithmetic;
import dev.starling.engine.Conclusion;
import dev.starling.engine.DivergedException;
import dev.starling.engine.InputException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A {@link Method} with one seed. Round i is outer iteration i: its training episodes, and where it is time the validation episodes, see
 * state i. After the last iteration a round validates, further ones tune where the method {@linkplain Method#tunes wants that}, and another
 * tests the last state and the selected one.
 *
 * @param method what is compared
 * @param study what all trials share
 * @param seed the trial's: first parameters and training episodes descend from it
 */
public record EpisodicProgram(Method method, Study study, long seed) implements Program {
    private static final long serialVersionUID = 1L;

    /** The kind of training episodes; a program that trains otherwise, and has this one validate and test, plans none of them. */
    public static final String TRAIN = "train";

    static final String VALIDATE = "validate";
    static final String TUNE = "tune";
    static final String TUNE_SELECTED = "tune-selected";
    static final String TEST = "test";
    static final String TEST_SELECTED = "test-selected";

    static final List<Class<? extends Row>> TABLES =
            List.of(EpisodeRow.class, IterationRow.class, MetaEvaluationRow.class);

    /** Rounds of tuning so far. */
    private static final String TUNED = "tuned";

    /**
     * @throws InputException if the tasks are a fixed list, of which no episodes can be drawn
     */
    public EpisodicProgram {
        if (!(study.tasks() instanceof EpisodeTasks)) {
            throw new InputException(
                    "method '%s' learns from episodes, and none can be drawn of a fixed list of tasks: choose another tasks.family, or a method for such tasks"
                            .formatted(method.name()));
        }
    }

    @Override
    public State initial() {
        return State.initial(Selection.begin(method.initial(Seed.of(seed))));
    }

    @Override
    public Inputs inputs() {
        return new EpisodeInputs(
                (EpisodeTasks) study.tasks(), seed, study.evaluation().seed());
    }

    @Override
    public State seen(State state) {
        Vectors seen = method.seen(state.vectors());
        return new State(
                state.round(),
                state.round() > study.iterations() ? Selection.beside(seen, state.vectors()) : seen,
                state.constants());
    }

    @Override
    public Worker open() {
        return new EpisodicWorker(this);
    }

    @Override
    public int rounds() {
        return study.iterations() + 2;
    }

    @Override
    public List<Unit> plan(State state) {
        int round = state.round();
        List<Unit> units = new ArrayList<>();
        if (round < study.iterations()) {
            add(units, TRAIN, Split.TRAIN.firstIndex() + (long) round * study.metaBatch(), study.metaBatch());
        }
        if (validates(round)) {
            add(
                    units,
                    VALIDATE,
                    Split.VALIDATION.firstIndex(),
                    study.validation().episodes());
        }
        if (round > study.iterations()) {
            addFinal(units, round, state.vectors());
        }
        return units;
    }

    /** Tuning of the last and the selected state as long as either wants it, then their tests. */
    private void addFinal(List<Unit> units, int round, Vectors state) {
        int validations = study.validation().episodes();
        if (method.tunes(state)) {
            add(units, TUNE, Split.VALIDATION.firstIndex(), validations);
        }
        if (apart(state) && method.tunes(Selection.chosen(state))) {
            add(units, TUNE_SELECTED, Split.VALIDATION.firstIndex(), validations);
        }
        if (units.isEmpty() && round == study.iterations() + 1 + tunings(state)) {
            add(units, TEST, Split.TEST.firstIndex(), study.evaluation().episodes());
            if (apart(state)) {
                add(
                        units,
                        TEST_SELECTED,
                        Split.TEST.firstIndex(),
                        study.evaluation().episodes());
            }
        }
    }

    /** Whether the selected state is another than the last. */
    private boolean apart(Vectors state) {
        int selected = Selection.iteration(state);
        return selected >= 0 && selected < study.iterations();
    }

    private static int tunings(Vectors state) {
        return state.has(TUNED) ? (int) state.number(TUNED) : 0;
    }

    /** The last state is always validated, since an empty plan would end the trial. */
    private boolean validates(int iteration) {
        int every = study.validation().every();
        return iteration == study.iterations() || iteration < study.iterations() && every > 0 && iteration % every == 0;
    }

    private static void add(List<Unit> units, String kind, long first, int count) {
        for (long index = first; index < first + count; index++) {
            units.add(new Unit(kind, EpisodeInputs.EPISODE, index, 1));
        }
    }

    @Override
    public Advance advance(State state, Results results) {
        List<Row> rows = new ArrayList<>();
        Vectors next = state.vectors();
        if (results.has(VALIDATE)) {
            MetaEvaluationRow row =
                    row(VALIDATE, state.round(), results, study.validation().episodes());
            rows.add(row);
            next = Selection.consider(next, method.seen(next), row);
            next = figures(next, "validation.last", row);
        }
        if (results.has(TRAIN)) {
            next = train(next, state.round(), results.sum(TRAIN), rows);
        }
        if (results.has(TUNE)) {
            next = method.tuned(next, counted(results.sum(TUNE)));
        }
        if (results.has(TUNE_SELECTED)) {
            Vectors chosen = method.tuned(Selection.chosen(next), counted(results.sum(TUNE_SELECTED)));
            next = Selection.choose(next, chosen);
        }
        if (results.has(TUNE) || results.has(TUNE_SELECTED)) {
            next = next.with(TUNED, tunings(next) + 1);
            next = apart(next) ? next : Selection.choose(next, method.seen(next));
        }
        if (results.has(TEST)) {
            int episodes = study.evaluation().episodes();
            MetaEvaluationRow last = row(TEST, study.iterations(), results, episodes);
            rows.add(last);
            MetaEvaluationRow selected = last;
            if (results.has(TEST_SELECTED)) {
                selected = row(TEST_SELECTED, Selection.iteration(state.vectors()), results, episodes);
                rows.add(selected);
            }
            next = figures(figures(next, "test.last", last), "test.selected", selected);
        }
        return new Advance(state.next(next), rows);
    }

    /** A sum that something is read of. */
    private Sum counted(Sum sum) {
        if (sum.units() == 0) {
            throw new DivergedException(
                    ("method '%s' with seed %s: all %s validation episodes diverged when its predictions were tuned: lower its"
                                    + " learning rate, or train it longer")
                            .formatted(method.name(), seed, sum.diverged()));
        }
        return sum;
    }

    private static MetaEvaluationRow row(String kind, int iteration, Results results, int episodes) {
        Split split = kind.equals(VALIDATE) ? Split.VALIDATION : Split.TEST;
        return Scores.row(kind, iteration, results.sum(kind), episodes, split.firstIndex(), results.gathered(kind));
    }

    private Vectors train(Vectors state, int iteration, Sum sum, List<Row> rows) {
        if (sum.diverged() > study.maxDivergedShare() * study.metaBatch()) {
            throw new DivergedException(
                    ("method '%s' with seed %s: %s of %s episodes diverged in iteration %s, more than the share %s that"
                                    + " starling.episodes.max-diverged-share allows: lower its inner or outer learning rate; what is"
                                    + " committed stays and can be resumed")
                            .formatted(
                                    method.name(),
                                    seed,
                                    sum.diverged(),
                                    study.metaBatch(),
                                    iteration,
                                    study.maxDivergedShare()));
        }
        double[] means = Scores.training(sum);
        Vectors next = means == null ? state : method.advance(state, sum, iteration);
        float[] model = next.floats(OuterOptimizer.MODEL);
        rows.add(new IterationRow(
                iteration,
                method.learningRate(iteration),
                sum.units(),
                sum.diverged(),
                means == null ? null : (Double) means[0],
                means == null || study.tasks().regression() ? null : (Double) means[1],
                means == null ? null : (Double) means[2],
                Arithmetic.euclidean(state.floats(OuterOptimizer.MODEL), model),
                new TrainedModel("", "", model).stateHash()));
        return next;
    }

    /** Keeps the figures of an evaluation until the trial's end. */
    private static Vectors figures(Vectors state, String of, MetaEvaluationRow row) {
        Vectors next = KeptFigures.keep(state, "loss." + of, row.loss());
        next = KeptFigures.keep(next, "accuracy." + of, row.accuracy());
        if (row.episodes() == 0 || of.startsWith("validation")) {
            return next;
        }
        next = KeptFigures.keep(next, "loss." + of + ".half-width", row.lossHalfWidth());
        next = KeptFigures.keep(next, "accuracy." + of + ".half-width", row.accuracyHalfWidth());
        return KeptFigures.keep(next, "loss." + of + ".before", row.queryLoss()[0]);
    }

    /** The model is the selected state's. */
    @Override
    public Conclusion conclude(State end) {
        Vectors state = end.vectors();
        Map<String, Double> metrics = KeptFigures.of(state);
        int selected = Selection.iteration(state);
        metrics.put("iteration.selected", (double) (selected < 0 ? study.iterations() : selected));
        Vectors last = method.seen(state);
        Vectors chosen = selected < 0 ? last : Selection.chosen(state);
        method.figures(last).forEach((name, value) -> metrics.put(name + ".test.last", value));
        method.figures(chosen).forEach((name, value) -> metrics.put(name + ".test.selected", value));
        return new Conclusion(method.model(chosen), metrics);
    }
}
