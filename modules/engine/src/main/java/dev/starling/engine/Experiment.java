package dev.starling.engine;

import java.util.List;

/** A family's reading of an experiment file: what there is to run, and on which data. */
public interface Experiment {

    /** The trials. Those with the same seed stand together, so that what they share can go after them. */
    List<Trial> trials();

    /** Hash of the data that the experiment reads, whatever its source. */
    String dataHash();

    /** All record types that its trials may leave as rows. */
    List<Class<? extends Row>> tables();

    /** What a user should know before the run, e.g. privacy warnings; shown, logged and stored. */
    default List<String> notices() {
        return List.of();
    }
}
