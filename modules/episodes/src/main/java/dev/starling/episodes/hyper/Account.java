package dev.starling.episodes.hyper;

import dev.starling.engine.Arithmetic;
import dev.starling.engine.Results;
import dev.starling.engine.Row;
import dev.starling.engine.Sum;
import dev.starling.engine.TrainedModel;
import dev.starling.engine.Vectors;
import dev.starling.episodes.IterationRow;
import java.util.Map;

/** Figures that wait in the state for the row that they belong to, and the rows that are made of them. */
final class Account {
    /** Gradients and products that a unit computed. */
    static final String COST = "cost";

    /** Lengths of an estimate of the scale. */
    static final String SCALE = "scale-lengths";

    /** How far a product was from central differences. */
    static final String ERROR = "difference-error";

    private static final String PENDING = "hyper.pending-cost";
    private static final String TOTAL = "hyper.total-cost";
    private static final String BEFORE = "hyper.before";
    private static final String LAST = "hyper.last";

    private Account() {}

    static Vectors begin(Vectors state) {
        return state.with(PENDING, new double[2])
                .with(TOTAL, new double[2])
                .with(LAST, new double[2])
                .with(BEFORE, state.floats(HyperMethod.LAMBDA));
    }

    /** Takes in what a round cost, and its check if it has one. */
    static Vectors add(Vectors state, Sum sum, Results results) {
        Vectors next = state;
        if (sum.units() > 0) {
            next = next.with(PENDING, Arithmetic.plus(next.doubles(PENDING), 1, sum.total(COST)))
                    .with(TOTAL, Arithmetic.plus(next.doubles(TOTAL), 1, sum.total(COST)));
        }
        if (results.has(HyperProgram.CHECK)) {
            for (Vectors check : results.gathered(HyperProgram.CHECK).values()) {
                next = next.with(ERROR, check.number(ERROR));
            }
        }
        return next;
    }

    /**
     * The row of a movement.
     *
     * @param state with the round's cost
     * @param terms null if no task was left
     */
    static Row movement(Position at, Vectors state, Sum sum, Terms terms) {
        double[] cost = state.doubles(PENDING);
        return new HyperStepRow(
                at.iteration(),
                at.horizon(),
                at.method().outer().stepSize().at(at.moves()),
                sum.units(),
                sum.diverged(),
                terms == null ? null : (Double) terms.loss(),
                terms == null ? null : (Double) Arithmetic.norm(terms.direct()),
                terms == null ? null : (Double) Arithmetic.norm(terms.second()),
                terms == null ? null : terms.cosine(),
                at.method().estimator().estimatesBefore(0) ? (Double) state.number(HyperProgram.SCALE) : null,
                (long) cost[0],
                (long) cost[1],
                state.has(ERROR) ? (Double) state.number(ERROR) : null);
    }

    /** After a movement's row. */
    static Vectors moved(Vectors state, Terms terms) {
        Vectors next = state.without(ERROR).with(PENDING, new double[2]);
        return terms == null ? next : next.with(LAST, new double[] {terms.loss(), terms.length()});
    }

    /** The row of an outer iteration, after its last movement. */
    static Row iteration(Position at, Vectors state, Sum sum) {
        float[] lambda = state.floats(HyperMethod.LAMBDA);
        double[] before = Arithmetic.toDoubles(state.floats(BEFORE));
        double[] last = state.doubles(LAST);
        boolean counts = sum.units() > 0;
        return new IterationRow(
                at.iteration(),
                at.method().outer().stepSize().at(at.moves()),
                sum.units(),
                at.method().study().metaBatch() - sum.units(),
                counts ? (Double) last[0] : null,
                null,
                counts ? (Double) last[1] : null,
                Arithmetic.norm(Arithmetic.plus(Arithmetic.toDoubles(lambda), -1, before)),
                new TrainedModel("", "", lambda).stateHash());
    }

    /** After an outer iteration's row. */
    static Vectors iterated(Vectors state) {
        return state.with(BEFORE, state.floats(HyperMethod.LAMBDA));
    }

    /** What the trial cost a task. */
    static Map<String, Double> costs(Vectors end, double tasks) {
        double[] total = end.doubles(TOTAL);
        return Map.of("gradients.per-task", total[0] / tasks, "products.per-task", total[1] / tasks);
    }
}
