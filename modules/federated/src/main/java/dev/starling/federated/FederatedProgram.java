package dev.starling.federated;

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
import dev.starling.nn.Learner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One algorithm with one seed. If clients share means, they do so in a round of its own before the first training round.
 * A training round trains its cohort and evaluates the model that the cohort starts from, since both see the same state;
 * a last round evaluates the final model.
 *
 * @param algorithm what is compared
 * @param schedule who trains when
 * @param population who has which examples
 * @param model which network
 * @param seed the trial's; what it decides ("partition", "initial", "sample", "order", ...) is the same for all algorithms
 * @param replays whether workers replay the steps that they have traced, which changes no bit
 */
record FederatedProgram(
        Algorithm algorithm, Schedule schedule, Population population, Model model, long seed, boolean replays)
        implements Program {
    private static final long serialVersionUID = 1L;

    static final String MEANS = "means";
    static final String TRAIN = "train";
    static final String EVALUATE = "evaluate";
    static final String EVALUATE_CLIENT = "evaluate-client";

    static final String DELTA = "delta";
    static final String LOSS = "loss";
    static final String STEPS = "steps";
    static final String CONTROL = "control";

    private static final String BYTES = "bytes";

    @Override
    public State initial() {
        float[] parameters;
        try (Learner learner = openLearner()) {
            parameters = learner.initial(root().child("initial").random());
        }
        Vectors state = algorithm
                .server()
                .begin(Curve.begin(
                        Vectors.empty().with(ServerOptimizer.MODEL, parameters).with(BYTES, 0)));
        return State.initial(
                algorithm.training().controlVariates()
                        ? state.with(ControlVariate.NAME, new float[parameters.length])
                        : state);
    }

    @Override
    public Inputs inputs() {
        return clientInputs();
    }

    @Override
    public int rounds() {
        return bankRounds() + schedule.rounds() + 1;
    }

    /** Clients read the model and the server's control variate; what the server optimizer remembers stays where it is. */
    @Override
    public State seen(State state) {
        Vectors seen =
                Vectors.empty().with(ServerOptimizer.MODEL, state.vectors().floats(ServerOptimizer.MODEL));
        if (algorithm.training().controlVariates()) {
            seen = seen.with(ControlVariate.NAME, state.vectors().floats(ControlVariate.NAME));
        }
        return new State(state.round(), seen, state.constants());
    }

    @Override
    public Worker open() {
        return new FederatedWorker(this);
    }

    @Override
    public List<Unit> plan(State state) {
        int round = trainingRound(state);
        List<Unit> units = new ArrayList<>();
        if (round < 0) {
            for (int client = 0; client < schedule.clients(); client++) {
                units.add(new Unit(MEANS, ClientInputs.CLIENT, client, 1));
            }
            return units;
        }
        if (round < schedule.rounds()) {
            for (int client : present(round)) {
                units.add(new Unit(TRAIN, ClientInputs.CLIENT, client, weight(client)));
            }
        }
        // A round without clients evaluates too: an empty plan would end the trial.
        if (round <= schedule.rounds() && (schedule.evaluates(round) || units.isEmpty())) {
            planEvaluation(units);
        }
        return units;
    }

    private void planEvaluation(List<Unit> units) {
        for (int slice = 0; slice < clientInputs().slices(); slice++) {
            units.add(new Unit(EVALUATE, ClientInputs.TEST, slice, 1));
        }
        for (int client = 0; schedule.evaluateClients() && client < schedule.clients(); client++) {
            units.add(new Unit(EVALUATE_CLIENT, ClientInputs.CLIENT, client, 1));
        }
    }

    @Override
    public Advance advance(State state, Results results) {
        int round = trainingRound(state);
        List<Row> rows = new ArrayList<>();
        if (state.round() == 0) {
            rows.addAll(population.shards());
        }
        if (round < 0) {
            return gather(state, results, rows);
        }
        Vectors next = state.vectors();
        if (results.has(EVALUATE)) {
            EvaluationRow row = Evaluation.row(round, results, EVALUATE, EVALUATE_CLIENT);
            rows.add(row);
            next = Curve.append(next, row.accuracy(), row.loss() == null ? Double.NaN : row.loss());
        }
        if (round < schedule.rounds()) {
            next = train(next, round, results, rows);
        }
        return new Advance(state.next(next), rows);
    }

    private Advance gather(State state, Results results, List<Row> rows) {
        Vectors bank = Bank.gather(
                results.gathered(MEANS),
                Arrays.stream(population.inputShape()).reduce(1, Math::multiplyExact),
                population.classes(),
                root().child("bank"));
        double[] sizes = results.gathered(MEANS).values().stream()
                .flatMapToDouble(sent -> Arrays.stream(sent.doubles(MeanGroups.SIZES)))
                .sorted()
                .toArray();
        if (sizes.length == 0) {
            throw new InputException(("no client of algorithm '%s' shares a mean: lower means.group-size or"
                            + " means.abstaining-share, or set means.strict-groups = false")
                    .formatted(algorithm.name()));
        }
        int senders = (int) results.gathered(MEANS).values().stream()
                .filter(sent -> sent.doubles(MeanGroups.SIZES).length > 0)
                .count();
        int half = sizes.length / 2;
        MeansRow row = new MeansRow(
                sizes.length,
                senders,
                (int) sizes[0],
                sizes.length % 2 == 1 ? sizes[half] : (sizes[half - 1] + sizes[half]) / 2,
                bank.sizeBytes(),
                bank.sizeBytes() * schedule.clients());
        rows.add(row);
        return new Advance(state.next(addBytes(state.vectors(), row.bytesUp() + row.bytesDown()), bank), rows);
    }

    private Vectors train(Vectors state, int round, Results results, List<Row> rows) {
        int cohort = cohort(round).length;
        int planned = present(round).length;
        Sum sum = planned == 0 ? null : results.sum(TRAIN);
        int diverged = sum == null ? 0 : sum.diverged();
        if (diverged > schedule.maxDivergedShare() * planned) {
            throw new DivergedException(
                    ("algorithm '%s' with seed %s: %s of %s clients diverged in round %s, more than the"
                                    + " share %s that starling.federated.max-diverged-share allows: lower its learning-rate or"
                                    + " lambda, or set max-gradient-norm; what is committed stays and can be resumed")
                            .formatted(algorithm.name(), seed, diverged, planned, round, schedule.maxDivergedShare()));
        }
        Vectors next = state;
        Double norm = null;
        boolean reported = sum != null && sum.units() > 0;
        if (reported) {
            double[] delta = delta(sum);
            norm = Math.sqrt(Arithmetic.squares(delta));
            next = algorithm.server().step(next, delta, round);
            if (algorithm.training().controlVariates()) {
                next = ControlVariate.advance(next, sum.total(CONTROL), schedule.clients());
            }
        }
        long bytes = planned * clientBytes(state.floats(ServerOptimizer.MODEL).length);
        rows.add(new FederatedRoundRow(
                round,
                algorithm.training().learningRate(round),
                cohort,
                cohort - planned,
                planned - diverged,
                diverged,
                reported ? sum.mean(LOSS)[0] : null,
                norm,
                bytes,
                bytes));
        return addBytes(next, 2 * bytes);
    }

    private double[] delta(Sum sum) {
        double[] delta = sum.mean(DELTA);
        if (algorithm.aggregation() == Algorithm.Aggregation.NORMALIZED) {
            double steps = sum.mean(STEPS)[0];
            for (int i = 0; i < delta.length; i++) {
                delta[i] *= steps;
            }
        }
        return delta;
    }

    @Override
    public Conclusion conclude(State end) {
        Map<String, Double> metrics = new TreeMap<>(Curve.metrics(end.vectors()));
        metrics.put("bytes.total", end.vectors().number(BYTES));
        try (Learner learner = openLearner()) {
            return new Conclusion(
                    new TrainedModel(
                            model.title(learner),
                            model.layoutJson(learner),
                            end.vectors().floats(ServerOptimizer.MODEL)),
                    metrics);
        }
    }

    Learner openLearner() {
        return model.open(population.inputShape(), population.classes());
    }

    /** The training round that a state is before: one less than the engine's where a round gathered the bank; then -1. */
    int trainingRound(State state) {
        return state.round() - bankRounds();
    }

    private int bankRounds() {
        return algorithm.usesBank() ? 1 : 0;
    }

    /** What a client and the server send one another in a round. */
    long clientBytes(int parameters) {
        return 4L * parameters * (algorithm.training().controlVariates() ? 2 : 1);
    }

    private static Vectors addBytes(Vectors state, long bytes) {
        return state.with(BYTES, state.number(BYTES) + bytes);
    }

    private long weight(int client) {
        boolean uniform = algorithm.weighting() == Algorithm.Weighting.UNIFORM
                || schedule.sampling() == Schedule.Sampling.BY_EXAMPLES;
        return uniform ? 1 : population.size(client);
    }

    private int[] cohort(int round) {
        return schedule.cohort(round, population, root());
    }

    private int[] present(int round) {
        return schedule.present(cohort(round), round, population, root());
    }

    private ClientInputs clientInputs() {
        return new ClientInputs(population, schedule.slice());
    }

    private Seed root() {
        return Seed.of(seed);
    }
}
