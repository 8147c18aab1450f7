package dev.starling.baseline;

import dev.starling.engine.Conclusion;
import dev.starling.engine.Contribution;
import dev.starling.engine.InputGroup;
import dev.starling.engine.Inputs;
import dev.starling.engine.Outcome;
import dev.starling.engine.Program;
import dev.starling.engine.Results;
import dev.starling.engine.State;
import dev.starling.engine.TrainedModel;
import dev.starling.engine.Unit;
import dev.starling.engine.Vectors;
import dev.starling.engine.Worker;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rounds of which the exchange is nearly all: a unit a slot, each of which hands over the same constant vector, perhaps after some
 * arithmetic that nobody needs.
 *
 * @param parameters elements of the state, float32
 * @param slots units a round
 * @param rounds of the trial
 * @param work additions, each of which waits for the one before, that a unit makes before it hands over
 */
record EmptyProgram(int parameters, int slots, int rounds, long work) implements Program, Inputs {

    private static final long serialVersionUID = 1L;
    private static final String MODEL = "w";
    private static final String KIND = "train";
    private static final String GROUP = "slot";

    /** What every unit hands over. */
    static float[] contribution(int parameters) {
        float[] values = new float[parameters];
        for (int i = 0; i < parameters; i++) {
            values[i] = element(i);
        }
        return values;
    }

    /** From [0, 1), and without a pattern: Spark compresses what it broadcasts, and models do not compress. */
    static float element(int index) {
        return (index * 0x9E3779B9 >>> 8) * 0x1p-24f;
    }

    /** Makes so many additions; their sum, which no compiler can leave out. */
    static double add(long times) {
        double sum = 0;
        for (long i = 0; i < times; i++) {
            sum += 1e-9;
        }
        return sum;
    }

    @Override
    public State initial() {
        return State.initial(Vectors.empty().with(MODEL, new float[parameters]));
    }

    @Override
    public Inputs inputs() {
        return this;
    }

    @Override
    public List<Unit> plan(State state) {
        return state.round() == rounds
                ? List.of()
                : IntStream.range(0, slots)
                        .mapToObj(slot -> new Unit(KIND, GROUP, slot, 1))
                        .toList();
    }

    @Override
    public Worker open() {
        float[] values = contribution(parameters);
        return (unit, input, state, own) -> Outcome.of(
                add(work) < 0 ? Contribution.start() : Contribution.start().mean(MODEL, values));
    }

    @Override
    public Advance advance(State state, Results results) {
        double[] mean = results.sum(KIND).mean(MODEL);
        float[] next = new float[parameters];
        for (int i = 0; i < parameters; i++) {
            next[i] = (float) mean[i];
        }
        return new Advance(state.next(Vectors.empty().with(MODEL, next)), List.of());
    }

    @Override
    public Conclusion conclude(State end) {
        return new Conclusion(new TrainedModel("empty", "{}", end.vectors().floats(MODEL)), Map.of());
    }

    @Override
    public String id() {
        return "empty-" + slots;
    }

    @Override
    public List<InputGroup> groups() {
        return List.of(new InputGroup(GROUP, slots, true));
    }

    @Override
    public Serializable load(String group, long key) {
        return key;
    }
}
