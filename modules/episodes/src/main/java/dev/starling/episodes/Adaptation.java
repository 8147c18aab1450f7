package dev.starling.episodes;

import java.io.Serializable;

/**
 * How a method adapts to an episode, as its rows say.
 *
 * @param steps inner steps
 * @param rate their size; null without any
 * @param order of the derivatives that the outer update takes through them: 1, 2, or 0 where none are taken
 * @param normalization what batch normalization takes its statistics from, e.g. {@code transductive}; none without it
 */
public record Adaptation(int steps, Double rate, int order, String normalization) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Without inner steps and without batch normalization. */
    public static final Adaptation NONE = new Adaptation(0, null, 0, "none");
}
