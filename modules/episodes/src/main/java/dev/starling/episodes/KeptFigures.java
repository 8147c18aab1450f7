package dev.starling.episodes;

import dev.starling.engine.Vectors;
import java.util.Map;
import java.util.TreeMap;

/** Figures of a trial so far. They ride in the round's state, so that they survive a resume with it. */
public final class KeptFigures {
    private static final String FIGURE = "figure/";

    private KeptFigures() {}

    /**
     * The state with a figure in place of what had its name.
     *
     * @param value null or not a number if there is none
     */
    public static Vectors keep(Vectors state, String name, Double value) {
        return value == null || value.isNaN() ? state.without(FIGURE + name) : state.with(FIGURE + name, value);
    }

    /** All of them by name. */
    public static Map<String, Double> of(Vectors state) {
        Map<String, Double> figures = new TreeMap<>();
        for (String name : state.asMap().keySet()) {
            if (name.startsWith(FIGURE)) {
                figures.put(name.substring(FIGURE.length()), state.number(name));
            }
        }
        return figures;
    }
}
