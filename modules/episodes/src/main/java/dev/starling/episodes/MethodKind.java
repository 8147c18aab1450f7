package dev.starling.episodes;

import dev.starling.engine.Program;
import dev.starling.engine.Row;
import dev.starling.engine.Settings;
import java.util.List;

/** A family of methods and its registration: implementations are found by {@link java.util.ServiceLoader}. */
public interface MethodKind {

    /** The names in {@code methods = [{ method = ... }]} that it makes programs of. */
    List<String> names();

    /**
     * Makes the program of a trial.
     *
     * @param method the entry of {@code methods}, completed by the group of {@code method-defaults} that its {@code method} names
     * @param study what the trials of an experiment have in common
     * @param seed the trial's
     * @throws dev.starling.engine.InputException when a setting is wrong, or the method does not go with the tasks
     */
    Program program(Settings method, Study study, long seed);

    /** Tables that only its programs write. */
    default List<Class<? extends Row>> tables() {
        return List.of();
    }
}
