package dev.starling.spark;

import dev.starling.engine.Column;
import dev.starling.engine.Conclusion;
import dev.starling.engine.Contribution;
import dev.starling.engine.InputGroup;
import dev.starling.engine.Inputs;
import dev.starling.engine.Outcome;
import dev.starling.engine.Program;
import dev.starling.engine.Results;
import dev.starling.engine.Row;
import dev.starling.engine.Seed;
import dev.starling.engine.State;
import dev.starling.engine.Table;
import dev.starling.engine.TrainedModel;
import dev.starling.engine.Unit;
import dev.starling.engine.Vectors;
import dev.starling.engine.Worker;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A program of a few additions that uses all that an exchange carries: resident and made inputs, own states, gathered vectors,
 * constants, rows, uneven weights, a unit that diverges.
 *
 * @param seed of the trial
 * @param rounds to run
 * @param size elements of the state
 */
public record ToyProgram(long seed, int rounds, int size) implements Program, Inputs {

    private static final long serialVersionUID = 1L;

    static final int CLIENTS = 11;
    static final int DIVERGING = 4;

    /** What a unit saw. */
    @Table(name = "toy", doc = "One row a unit.")
    public record ToyRow(
            @Column(doc = "kind of unit") String kind,
            @Column(doc = "its key") long key,
            @Column(doc = "round") int round,
            @Column(doc = "what it computed") double value)
            implements Row {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public State initial() {
        float[] start = new float[size];
        RandomGenerator random = Seed.of(seed).child("start").random();
        for (int i = 0; i < size; i++) {
            start[i] = (float) random.nextGaussian();
        }
        return State.initial(Vectors.empty().with("w", start));
    }

    @Override
    public Inputs inputs() {
        return this;
    }

    @Override
    public List<Unit> plan(State state) {
        List<Unit> units = new ArrayList<>();
        if (state.round() == 0) {
            for (int client = 0; client < CLIENTS; client++) {
                units.add(new Unit("mean", "client", client, 1));
            }
            return units;
        }
        if (state.round() > rounds) {
            return units;
        }
        for (int client = 0; client < CLIENTS; client++) {
            if ((client + state.round()) % 3 != 0) {
                units.add(new Unit("train", "client", client, 1 + client % 4));
            }
        }
        for (int slice = 0; slice < 5; slice++) {
            units.add(new Unit("evaluate", "slice", slice, 1));
        }
        return units;
    }

    @Override
    public Worker open() {
        return new Worker() {
            private final float[] scratch = new float[size];

            @Override
            public Outcome run(Unit unit, Serializable input, State state, Vectors own) {
                double[] numbers = (double[]) input;
                return switch (unit.kind()) {
                    case "mean" -> Outcome.gather(Vectors.empty().with("mean", numbers), row(unit, state, numbers[0]));
                    case "evaluate" ->
                        Outcome.of(
                                Contribution.start()
                                        .total(
                                                "score",
                                                numbers[0] * state.vectors().floats("w")[0]),
                                row(unit, state, numbers[0]));
                    default -> train(unit, numbers, state, own);
                };
            }

            private Outcome train(Unit unit, double[] numbers, State state, Vectors own) {
                double times = own.isEmpty() ? 0 : own.number("times");
                double bank = state.constants().doubles("bank")[(int) unit.key()];
                float[] w = state.vectors().floats("w");
                for (int i = 0; i < size; i++) {
                    scratch[i] = (float) (0.9 * w[i] + numbers[i % numbers.length] * (1 + times) + 0.1 * bank);
                }
                boolean diverges = unit.key() == DIVERGING && state.round() == 2;
                if (diverges) {
                    scratch[size / 2] = Float.NaN;
                }
                return Outcome.of(
                                Contribution.start().mean("w", scratch.clone()).total("units", 1),
                                row(unit, state, scratch[0]))
                        .keeping(Vectors.empty().with("times", times + 1));
            }

            private static ToyRow row(Unit unit, State state, double value) {
                return new ToyRow(unit.kind(), unit.key(), state.round(), value);
            }
        };
    }

    @Override
    public Advance advance(State state, Results results) {
        if (results.has("mean")) {
            double[] bank = new double[CLIENTS];
            results.gathered("mean").forEach((key, vectors) -> bank[key.intValue()] = vectors.doubles("mean")[1]);
            return new Advance(state.next(state.vectors(), Vectors.empty().with("bank", bank)), List.of());
        }
        double[] mean = results.sum("train").mean("w");
        float[] next = new float[size];
        for (int i = 0; i < size; i++) {
            next[i] = (float) mean[i];
        }
        double score = results.sum("evaluate").total("score")[0];
        return new Advance(
                state.next(state.vectors().with("w", next)), List.of(new ToyRow("score", -1, state.round(), score)));
    }

    @Override
    public Conclusion conclude(State end) {
        float[] w = end.vectors().floats("w");
        return new Conclusion(new TrainedModel("toy", "{}", w), Map.of("first", (double) w[0]));
    }

    @Override
    public String id() {
        return "toy-" + seed;
    }

    @Override
    public List<InputGroup> groups() {
        return List.of(new InputGroup("client", CLIENTS, true), new InputGroup("slice", 5, false));
    }

    @Override
    public Serializable load(String group, long key) {
        RandomGenerator random = Seed.of(seed).child(group).child(key).random();
        return new double[] {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
    }
}
