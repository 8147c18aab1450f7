package dev.starling.episodes;

/** A distribution of tasks, of which episodes are drawn. */
public interface EpisodeTasks extends Tasks {

    /** What of an episode's size and seed settings leave to the split: its spec. */
    EpisodeSpec spec(long index);

    /**
     * Draws an episode: a pure function of the spec and the data. Uses the children "class", "example", "function",
     * "augmentation" and "corruption" of the spec's seed and index, so that a further draw from one moves no other.
     */
    Episode draw(EpisodeSpec spec);
}
