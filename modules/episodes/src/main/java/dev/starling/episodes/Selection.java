package dev.starling.episodes;

import dev.starling.engine.Vectors;
import java.util.Map;

/** The state that did best in validation so far, and the figures of a trial. They ride in the round's state through a resume. */
final class Selection {
    private static final String SCORE = "selection.score";
    private static final String ITERATION = "selection.iteration";
    private static final String CHOSEN = "selected/";

    private Selection() {}

    /** The state with nothing chosen yet. */
    static Vectors begin(Vectors state) {
        return state.with(SCORE, Double.NEGATIVE_INFINITY).with(ITERATION, -1);
    }

    /**
     * Chooses a state if it does better than all before: by accuracy if classes are predicted, else by loss.
     *
     * @param seen what episodes read of it
     */
    static Vectors consider(Vectors state, Vectors seen, MetaEvaluationRow validation) {
        Double score = validation.accuracy() != null
                ? validation.accuracy()
                : validation.loss() == null ? null : (Double) (-validation.loss());
        if (score == null || !(score > state.number(SCORE))) {
            return state;
        }
        return choose(state.with(SCORE, score).with(ITERATION, validation.iteration()), seen);
    }

    /** The state with this as the chosen one. */
    static Vectors choose(Vectors state, Vectors seen) {
        Vectors next = state;
        for (Map.Entry<String, Object> entry : seen.asMap().entrySet()) {
            next = put(next, CHOSEN + entry.getKey(), entry.getValue());
        }
        return next;
    }

    /** Iterations behind the chosen state; -1 if none was. */
    static int iteration(Vectors state) {
        return (int) state.number(ITERATION);
    }

    /** What episodes read of the chosen state. */
    static Vectors chosen(Vectors state) {
        Vectors chosen = Vectors.empty();
        for (Map.Entry<String, Object> entry : state.asMap().entrySet()) {
            if (entry.getKey().startsWith(CHOSEN)) {
                chosen = put(chosen, entry.getKey().substring(CHOSEN.length()), entry.getValue());
            }
        }
        return chosen;
    }

    /** What episodes read, with the chosen state beside it. */
    static Vectors beside(Vectors seen, Vectors state) {
        Vectors both = seen.with(ITERATION, state.number(ITERATION));
        for (Map.Entry<String, Object> entry : state.asMap().entrySet()) {
            if (entry.getKey().startsWith(CHOSEN)) {
                both = put(both, entry.getKey(), entry.getValue());
            }
        }
        return both;
    }

    private static Vectors put(Vectors vectors, String name, Object values) {
        return values instanceof float[] floats ? vectors.with(name, floats) : vectors.with(name, (double[]) values);
    }
}
