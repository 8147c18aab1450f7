package dev.starling.episodes.task;

import dev.starling.engine.Settings;
import dev.starling.episodes.EpisodeSpec;
import dev.starling.episodes.Split;
import java.io.Serializable;

/**
 * How large episodes of classes are.
 *
 * @param train of training episodes
 * @param test of validation and test episodes
 */
public record EpisodeSizes(Size train, Size test) implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * The size of an episode.
     *
     * @param ways classes
     * @param shots support examples a class
     * @param queries query examples a class
     */
    public record Size(int ways, int shots, int queries) implements Serializable {
        private static final long serialVersionUID = 1L;

        /** As text for ids, e.g. {@code 5-1-15}. */
        public String id() {
            return ways + "-" + shots + "-" + queries;
        }
    }

    /**
     * Reads them.
     *
     * @param tasks the group {@code tasks}: {@code ways, shots, queries, test-queries, train-ways, train-shots}
     */
    public static EpisodeSizes read(Settings tasks) {
        int ways = tasks.count("ways");
        int shots = tasks.count("shots");
        int trainWays = tasks.integer("train-ways", 0, Integer.MAX_VALUE);
        int trainShots = tasks.integer("train-shots", 0, Integer.MAX_VALUE);
        return new EpisodeSizes(
                new Size(
                        trainWays == 0 ? ways : trainWays,
                        trainShots == 0 ? shots : trainShots,
                        tasks.count("queries")),
                new Size(ways, shots, tasks.count("test-queries")));
    }

    /** The same with so many classes, for families that have no other number. */
    public EpisodeSizes ofWays(int ways) {
        return new EpisodeSizes(new Size(ways, train.shots, train.queries), new Size(ways, test.shots, test.queries));
    }

    /** The size of a split's episodes. */
    public Size of(Split split) {
        return split == Split.TRAIN ? train : test;
    }

    /** What an episode of this index and seed is. */
    public EpisodeSpec spec(long index, long seed) {
        Split split = Split.of(index);
        Size size = of(split);
        return new EpisodeSpec(split, index, seed, size.ways, size.shots, size.queries);
    }

    /** As text for ids, e.g. {@code 60-5-5_5-5-15}. */
    public String id() {
        return train.id() + "_" + test.id();
    }
}
