package dev.starling.episodes;

import dev.starling.engine.Contribution;
import dev.starling.engine.Seed;
import dev.starling.engine.Vectors;
import dev.starling.kernel.Scope;

/** Computes a {@link Method}'s episodes, one at a time, on one thread. Nothing of one episode may influence the next. */
public interface EpisodeLearner extends AutoCloseable {

    /**
     * A training episode.
     *
     * @param scope the episode's, closed after it
     * @param state what {@link Method#seen} left
     * @param random the episode's own: children "order" (inner mini-batches), "dropout" and "noise"
     */
    Trained train(Scope scope, Episode episode, Vectors state, Seed random);

    /**
     * What a training episode gives.
     *
     * @param contribution to the outer update; what is not a number in it makes the episode diverge
     * @param figures what its row says
     */
    record Trained(Contribution contribution, Figures figures) {}

    /** A validation or test episode: adapts to the support set and predicts the query set. Arguments as {@link #train}. */
    Figures test(Scope scope, Episode episode, Vectors state, Seed random);

    /**
     * What a validation episode says of what {@link Method#tunes is tuned}. Arguments as {@link #train}.
     *
     * @return to the sums that {@link Method#tuned} reads
     */
    default Contribution tune(Scope scope, Episode episode, Vectors state, Seed random) {
        throw new IllegalStateException("nothing is tuned here");
    }

    @Override
    default void close() {}
}
