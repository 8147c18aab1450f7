package dev.starling.engine;

/**
 * A kind of experiment, e.g. {@code federated}. Implementations are found by {@link java.util.ServiceLoader}; the key
 * {@code starling.experiment} names the one that reads an experiment file.
 */
public interface Family {

    /** The value of {@code starling.experiment} and the name of its settings below {@code starling}. */
    String name();

    /**
     * Reads and checks the settings and opens what the experiment needs.
     *
     * @throws InputException if a setting is wrong or data is missing
     */
    Experiment read(Settings settings);
}
