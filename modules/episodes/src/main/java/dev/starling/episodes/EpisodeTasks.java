package dev.starling.episodes;

import java.util.List;
import java.util.Optional;

/** A distribution of tasks, of which episodes are drawn. */
public interface EpisodeTasks extends Tasks {

    /**
     * What an episode is to be: of its split's size, which the settings say.
     *
     * @param index tells the split
     * @param seed the draws of all episodes of the split descend from it: the trial's, or for validation and test the evaluation's
     */
    EpisodeSpec spec(long index, long seed);

    /**
     * Draws an episode: a pure function of the spec and the data. Uses the children "class", "example", "function",
     * "augmentation" and "corruption" of the spec's seed and index, so that a further draw from one moves no other.
     */
    Episode draw(EpisodeSpec spec);

    /**
     * Queries that belong to none of an episode's classes, with labels 0 to ways - 1 that mean nothing: no prediction of them deserves
     * more confidence than 1 / ways. A pure function of the spec and the data, by the child "ood" of the spec's seed and index.
     *
     * @return empty where the family knows nothing outside, e.g. too few classes for as many others
     */
    default Optional<Samples> outside(EpisodeSpec spec) {
        return Optional.empty();
    }

    /**
     * The queries of an episode at level 0, 1, ... of corruption; its support stays clean. A pure function of the spec and the data, by
     * the child "corruption" of the spec's seed and index.
     *
     * @return empty where the settings name no corruption
     */
    default List<Corrupted> corrupted(EpisodeSpec spec) {
        return List.of();
    }

    /** The labels that an episode's support should have; empty where it has them. */
    default Optional<int[]> trueLabels(EpisodeSpec spec) {
        return Optional.empty();
    }
}
