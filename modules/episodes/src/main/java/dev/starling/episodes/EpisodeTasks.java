package dev.starling.episodes;

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
}
