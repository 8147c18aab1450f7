package dev.starling.episodes;

import dev.starling.engine.InputGroup;
import dev.starling.engine.Inputs;
import java.io.Serializable;
import java.util.List;

/**
 * Episodes by their index, drawn where they are computed.
 *
 * @param tasks what they are drawn from
 * @param trainSeed of the training episodes: the trial's
 * @param evaluationSeed of the others, so that these are the same for all trials
 */
record EpisodeInputs(EpisodeTasks tasks, long trainSeed, long evaluationSeed) implements Inputs {
    private static final long serialVersionUID = 1L;

    static final String EPISODE = "episode";

    @Override
    public String id() {
        return tasks.id() + "-" + trainSeed + "-" + evaluationSeed;
    }

    @Override
    public List<InputGroup> groups() {
        return List.of(new InputGroup(EPISODE, Long.MAX_VALUE, false));
    }

    @Override
    public Serializable load(String group, long index) {
        return tasks.draw(tasks.spec(index, Split.of(index) == Split.TRAIN ? trainSeed : evaluationSeed));
    }
}
