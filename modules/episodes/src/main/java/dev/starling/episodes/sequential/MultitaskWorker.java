package dev.starling.episodes.sequential;

import dev.starling.engine.Arithmetic;
import dev.starling.engine.Contribution;
import dev.starling.engine.Hashes;
import dev.starling.engine.Outcome;
import dev.starling.engine.State;
import dev.starling.engine.Unit;
import dev.starling.engine.Vectors;
import dev.starling.engine.Worker;
import dev.starling.kernel.Scope;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Computes the units of a {@link MultitaskProgram}. */
final class MultitaskWorker implements Worker {
    private final MultitaskProgram program;
    private final MultitaskSettings settings;
    private final Itinerary itinerary;
    private final Scope root;
    private final Losses losses;
    private volatile long steps;

    MultitaskWorker(MultitaskProgram program) {
        this.program = program;
        this.settings = program.settings();
        this.itinerary = program.itinerary();
        this.root = program.replays() ? Scope.open() : Scope.openWithoutReplay();
        this.losses = program.problem().open(root);
    }

    @Override
    public Outcome run(Unit unit, Serializable input, State state, Vectors own) {
        int iteration = settings.schedule().iteration(state.round());
        int number = (int) unit.key();
        return switch (unit.kind()) {
            case MultitaskProgram.PRETRAIN -> pretrain(state, own);
            case MultitaskProgram.TRAJECTORY -> trajectory(number, iteration, state, own);
            case MultitaskProgram.GRADIENT -> gradient(number, iteration, model(state, 0));
            case MultitaskProgram.MEASURE -> measure(number, state);
            case MultitaskProgram.EVALUATE -> evaluate(number, state);
            default -> throw new IllegalArgumentException("no units of kind " + unit.kind() + " were planned");
        };
    }

    private Outcome pretrain(State state, Vectors own) {
        int[] tasks = new int[settings.schedule().pretrainingSteps(state.round())];
        Arrays.fill(tasks, Losses.PRETRAINING);
        Walk walk = new Walk(
                -1,
                0,
                tasks,
                itinerary.pretraining(state.round()),
                settings.pretrainingBatch(),
                settings.pretrainingRule());
        return walk(walk, state.vectors().floats(MultitaskProgram.MODEL), own, true, new float[0]);
    }

    private Outcome trajectory(int number, int iteration, State state, Vectors own) {
        MultitaskMethod.Trajectories method = (MultitaskMethod.Trajectories) settings.method();
        float[] origin = state.vectors().floats(MultitaskProgram.ORIGIN);
        Walk walk = new Walk(
                iteration,
                number,
                itinerary.route(iteration, number),
                itinerary.examples(iteration, number),
                settings.batch(),
                settings.rule());
        float[] from = model(state, method.models(settings.sampler().tasks()) == 1 ? 0 : number);
        return walk(walk, from, method.keeps() ? own : Vectors.empty(), method.keeps(), origin);
    }

    /** The steps of a trajectory: a batch of each of the tasks in turn. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Walk(int iteration, int number, int[] tasks, RandomGenerator random, int batch, StepRule rule) {}

    private Outcome walk(Walk walk, float[] from, Vectors own, boolean keeps, float[] origin) {
        float[] parameters = from.clone();
        float[] gradient = new float[from.length];
        Moments moments = Moments.of(own, from.length);
        double sum = 0;
        int made = 0;
        for (int task : walk.tasks()) {
            double loss = losses.gradient(task, walk.batch(), walk.random(), parameters, gradient);
            steps++;
            sum += loss;
            if (!Double.isFinite(loss)) {
                break;
            }
            walk.rule().step(parameters, gradient, moments, origin);
            made++;
        }
        double loss = made == walk.tasks().length ? sum / made : sum;
        double movement = Arithmetic.euclidean(from, parameters);
        Contribution contribution =
                Contribution.start().total(MultitaskProgram.LOSS, loss).total(MultitaskProgram.MOVEMENT, movement);
        String reason = contribution.divergence().orElse(null);
        TrajectoryRow row = new TrajectoryRow(
                walk.iteration(),
                walk.number(),
                made,
                reason == null ? loss : null,
                reason == null ? movement : null,
                Itinerary.counts(walk.tasks(), settings.sampler().tasks()),
                Hashes.sha256(Arrays.toString(walk.tasks())),
                reason == null ? "ok" : "diverged",
                reason);
        Vectors gathered = Vectors.empty().with(MultitaskProgram.MODEL, parameters);
        Vectors next = keeps ? moments.in(Vectors.empty()) : null;
        return new Outcome(contribution, gathered, next, List.of(row));
    }

    private Outcome gradient(int number, int iteration, float[] parameters) {
        float[] gradient = new float[parameters.length];
        double loss = losses.gradient(
                itinerary.taskOf(iteration)[number],
                settings.batch(),
                itinerary.examples(iteration, number),
                parameters,
                gradient);
        steps++;
        Contribution contribution = Contribution.start()
                .total(MultitaskProgram.LOSS, loss)
                .total(MultitaskProgram.MOVEMENT, Alignment.norm(gradient));
        Vectors gathered =
                Vectors.empty().with(MultitaskProgram.GRADIENT, gradient).with(MultitaskProgram.LOSS, loss);
        return new Outcome(contribution, gathered, null, List.of());
    }

    private Outcome measure(int task, State state) {
        float[] parameters = model(state, program.models() == 1 ? 0 : task);
        float[] gradient = new float[parameters.length];
        double loss = losses.wholeGradient(task, settings.measureExamples(), parameters, gradient);
        Vectors gathered = Vectors.empty().with(MultitaskProgram.LOSS, loss);
        return Outcome.gather(program.models() == 1 ? gathered.with(MultitaskProgram.GRADIENT, gradient) : gathered);
    }

    /** Where each task has parameters of its own, those of all answer what is nobody's, and the mean of their scores counts. */
    private Outcome evaluate(int part, State state) {
        int task = program.problem().parts().get(part).task();
        List<TaskScore> scores = new ArrayList<>();
        for (int model = 0; model < program.models(); model++) {
            if (program.models() == 1 || task < 0 || task == model) {
                scores.add(losses.score(part, model(state, model)));
            }
        }
        return Outcome.gather(TaskScore.mean(scores).toVectors());
    }

    private float[] model(State state, int number) {
        float[] all = state.vectors().floats(MultitaskProgram.MODEL);
        if (program.models() == 1) {
            return all;
        }
        int size = all.length / program.models();
        return Arrays.copyOfRange(all, number * size, (number + 1) * size);
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public void close() {
        root.close();
    }
}
