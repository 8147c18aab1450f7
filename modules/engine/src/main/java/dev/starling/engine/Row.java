package dev.starling.engine;

import java.io.Serializable;

/**
 * A line of a results table: a Java record that implements this and carries {@link Table}. Components may be
 * {@code int, long, float, double, boolean, String}, their boxes (a boxed component may be null: the value is missing),
 * and {@code byte[], int[], long[], float[], double[]}. Each component carries {@link Column}.
 */
public interface Row extends Serializable {}
