package dev.starling.episodes;

import dev.starling.engine.Settings;
import java.util.List;

/** Families of tasks and their registration: implementations are found by {@link java.util.ServiceLoader}. */
public interface TasksKind {

    /** The names in {@code tasks.family} that it reads; a family's own keys are in the group of its name. */
    List<String> names();

    /**
     * Reads the settings of a family and finds out what its data is.
     *
     * @param tasks the group {@code tasks}: {@code family, ways, shots, queries, test-queries} and the group of the family's name
     * @param dataPath where data sets lie; empty if that is not set
     * @throws dev.starling.engine.InputException when a setting is wrong or data is missing
     */
    Tasks read(Settings tasks, String dataPath);
}
