package dev.starling.episodes;

import java.io.Serializable;
import java.util.List;

/**
 * The queries of an episode at one level of corruption.
 *
 * @param level how severe, 0 to 5; at 0 the queries are as drawn
 * @param corruptions by label: the name of what is done to the queries of a class, the same at all levels
 * @param query the episode's queries, in their order and with their labels
 */
public record Corrupted(int level, List<String> corruptions, Samples query) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Corrupted {
        corruptions = List.copyOf(corruptions);
    }
}
