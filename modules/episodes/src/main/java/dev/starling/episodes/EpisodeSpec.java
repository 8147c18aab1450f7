package dev.starling.episodes;

import java.io.Serializable;

/**
 * An episode as data. What it holds is a function of this and of the data's content.
 *
 * @param split what it is for
 * @param index its number, from {@link Split#firstIndex} on
 * @param seed the draws of all episodes of the split descend from it, each by its index
 * @param ways classes; 1 for a function to be fitted
 * @param shots support examples a class
 * @param queries query examples a class
 */
public record EpisodeSpec(Split split, long index, long seed, int ways, int shots, int queries)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public EpisodeSpec {
        if (Split.of(index) != split || index < 0) {
            throw new IllegalArgumentException("index " + index + " is none of the split " + split);
        }
        if (ways < 1 || shots < 1 || queries < 1) {
            throw new IllegalArgumentException("an episode of %s ways, %s shots and %s queries: each must be at least 1"
                    .formatted(ways, shots, queries));
        }
    }
}
