package dev.starling.episodes;

import java.io.Serializable;

/**
 * Where tasks come from: a recipe that travels, opened where it is read. What is read from files is kept once a JVM
 * by the hash of its content.
 */
public interface Tasks extends Serializable {

    /** Names the content: name, settings and hash of the data. Equal ids mean equal episodes. */
    String id();

    /** Shape of one example: {@code [features]} or {@code [height, width, channels]}. */
    int[] inputShape();

    /** Classes that a learner distinguishes, or numbers that it predicts. */
    int outputs();

    /** Whether numbers are predicted. */
    boolean regression();
}
