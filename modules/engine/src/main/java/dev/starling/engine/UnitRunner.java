package dev.starling.engine;

import java.io.Serializable;
import java.util.Map;
import java.util.function.Function;

/** Computes some units of a round, one after another: what every exchange calls where the work is. */
public final class UnitRunner {

    private UnitRunner() {}

    /**
     * Computes units with one worker.
     *
     * @param worker the program's worker on this thread
     * @param state the round's state
     * @param plannedWeights total planned weight per kind of the whole round
     * @param units which units; they may be taken from what several threads share
     * @param inputs gives a unit's input
     * @param ownStates where own states are read, and where this attempt writes the new ones
     */
    public static Partial run(
            Worker worker,
            State state,
            Map<String, Long> plannedWeights,
            Iterable<PlannedUnit> units,
            Function<PlannedUnit, Serializable> inputs,
            OwnStates ownStates) {
        return run(worker, state, new Partial(plannedWeights), units, inputs, ownStates);
    }

    /**
     * Computes what this thread takes from a team's round.
     *
     * @param worker the program's worker on this thread
     * @param round the round
     * @param inputs gives a unit's input
     */
    public static Partial run(Worker worker, Team.Round round, Function<PlannedUnit, Serializable> inputs) {
        RoundRequest request = round.request();
        return run(worker, request.state(), round.part(), round, inputs, request.ownStates());
    }

    private static Partial run(
            Worker worker,
            State state,
            Partial partial,
            Iterable<PlannedUnit> units,
            Function<PlannedUnit, Serializable> inputs,
            OwnStates ownStates) {
        OwnStates.Writer writer = null;
        try {
            for (PlannedUnit unit : units) {
                Vectors own = unit.own() == null ? Vectors.empty() : ownStates.read(unit.own());
                Outcome outcome = worker.run(unit.unit(), inputs.apply(unit), state, own);
                partial.add(unit, outcome);
                if (outcome.own() != null && !outcome.diverged()) {
                    writer = writer == null ? ownStates.writer() : writer;
                    partial.keep(new OwnKey(unit.group(), unit.key()), writer.write(outcome.own()));
                }
            }
        } finally {
            if (writer != null) {
                writer.close();
            }
        }
        return partial;
    }
}
