package dev.starling.episodes.hyper;

import dev.starling.engine.State;
import dev.starling.engine.Vectors;
import java.util.List;

/**
 * How far a trial's training is. An outer iteration has a phase for each movement of the hyperparameters, and one before them if its
 * tasks' scale is estimated; each is a round.
 *
 * @param method tells which phases there are
 * @param iteration outer iteration, from 0
 * @param phase of the iteration, from 0
 * @param moves movements of the hyperparameters in all iterations so far
 */
record Position(HyperMethod method, int iteration, int phase, int moves) {
    private static final String ITERATION = "hyper.iteration";
    private static final String PHASE = "hyper.phase";
    private static final String MOVES = "hyper.moves";

    static Position start(HyperMethod method) {
        return new Position(method, 0, 0, 0);
    }

    static Position of(HyperMethod method, State state) {
        Vectors vectors = state.vectors();
        return new Position(
                method, (int) vectors.number(ITERATION), (int) vectors.number(PHASE), (int) vectors.number(MOVES));
    }

    /** Vectors that say so. */
    Vectors in(Vectors vectors) {
        return vectors.with(ITERATION, iteration).with(PHASE, phase).with(MOVES, moves);
    }

    /** Whether the tasks of the iteration are yet to be trained, rather than all iterations be over. */
    boolean trains() {
        return iteration < method.study().iterations();
    }

    /** Whether this phase estimates the scale. */
    boolean estimates() {
        return phase == 0 && estimating() == 1;
    }

    /** Whether the tasks of this phase have made no inner step before. */
    boolean begins() {
        return place() == 0;
    }

    /** Whether the inner steps of this phase are the last. */
    boolean ends() {
        return horizon() == method.inner().count();
    }

    /** Inner steps made before this phase. */
    int done() {
        return begins() ? 0 : horizons().get(place() - 1);
    }

    /** Inner steps made after this phase. */
    int horizon() {
        return horizons().get(place());
    }

    /** After an estimate. */
    Position estimated() {
        return new Position(method, iteration, phase + 1, moves);
    }

    /** After a movement that others of the iteration follow. */
    Position moved() {
        return new Position(method, iteration, phase + 1, moves + 1);
    }

    /** After an iteration's last movement, or one that no task was left for. */
    Position iterated() {
        return new Position(method, iteration + 1, 0, moves + 1);
    }

    /** After a round that trained nothing. */
    Position evaluated() {
        return new Position(method, iteration + 1, 0, moves);
    }

    private int place() {
        return phase - estimating();
    }

    private int estimating() {
        return method.estimator().estimatesBefore(iteration) ? 1 : 0;
    }

    private List<Integer> horizons() {
        return method.estimator().horizons(method.inner().count());
    }
}
