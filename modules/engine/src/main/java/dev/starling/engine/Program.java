package dev.starling.engine;

import java.io.Serializable;
import java.util.List;

/**
 * What one trial does, as pure functions: {@code plan} says which units see a state, {@code Worker.run} computes a unit
 * anywhere, {@code advance} folds the results into the next state. The engine may call any of them again after a loss
 * or a resume. Travels to the workers by Java serialization, so it holds settings and recipes, not data.
 */
public interface Program extends Serializable {

    /** State 0. Runs on the driver, in plain Java: drivers of a cluster compute no kernels. */
    State initial();

    /** The inputs that this program's units read. */
    Inputs inputs();

    /** Rounds that the trial takes, for telling how far it is; 0 if that only shows when it ends. */
    default int rounds() {
        return 0;
    }

    /** The units of the round that reads this state; an empty list ends the trial. */
    List<Unit> plan(State state);

    /** The part of a state that units read, which therefore travels: less than all if {@link #advance} alone reads some. */
    default State seen(State state) {
        return state;
    }

    /** Opens what computes units on one thread (networks, native memory). Kept and reused for later units and rounds. */
    Worker open();

    /**
     * The next state, and rows about the round. Sums are exact, so this must use them alone and not any order of
     * arrival.
     */
    Advance advance(State state, Results results);

    /** What {@link #advance} returns. */
    record Advance(State state, List<Row> rows) {
        public Advance {
            rows = List.copyOf(rows);
        }
    }

    /** What the trial leaves behind. */
    Conclusion conclude(State end);
}
