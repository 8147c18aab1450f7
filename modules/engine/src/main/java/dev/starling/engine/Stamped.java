package dev.starling.engine;

/**
 * A row of a unit with diagnostic columns that say where and how long it was computed. Whoever runs units where that is worth knowing
 * stamps their rows; no result depends on it.
 */
public interface Stamped extends Row {

    /**
     * The row with what is known of its unit.
     *
     * @param worker the executor
     * @param millis wall time of the unit
     */
    Row stamped(String worker, double millis);
}
