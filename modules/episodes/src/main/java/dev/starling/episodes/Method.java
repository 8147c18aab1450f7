package dev.starling.episodes;

import dev.starling.engine.Seed;
import dev.starling.engine.Sum;
import dev.starling.engine.TrainedModel;
import dev.starling.engine.Vectors;
import dev.starling.kernel.Scope;
import java.io.Serializable;
import java.util.Map;

/**
 * A method that learns episode by episode: each training episode of a meta-batch contributes to one update of what all share, and a
 * test episode is adapted to and predicted. A record of settings.
 */
public interface Method extends Serializable {

    /** The name in the tables, e.g. {@code maml}. */
    String name();

    /**
     * State 0: {@link OuterOptimizer#MODEL} and whatever else {@link #advance} keeps. In plain Java.
     *
     * @param seed the trial's; child "initial" draws the first parameters, so that all methods of one network begin alike
     */
    Vectors initial(Seed seed);

    /** What of the state episodes read. */
    default Vectors seen(Vectors state) {
        return Vectors.empty().with(OuterOptimizer.MODEL, state.floats(OuterOptimizer.MODEL));
    }

    /** Opens what computes episodes on one thread. */
    EpisodeLearner open(Scope root);

    /**
     * The outer update.
     *
     * @param state before it
     * @param episodes the exact sums of what the meta-batch's episodes contributed; at least one did
     * @param iteration from 0
     */
    Vectors advance(Vectors state, Sum episodes, int iteration);

    /**
     * Whether what a trained state predicts has something to be tuned on the validation episodes before it is tested, a temperature for
     * example. Asked again after each round of it.
     *
     * @param state has what {@link #seen} left
     */
    default boolean tunes(Vectors state) {
        return false;
    }

    /**
     * A trained state after a round of tuning. It changes nothing but what is tuned, which {@link #seen} keeps.
     *
     * @param state has what {@link #seen} left
     * @param episodes the exact sums of what {@link EpisodeLearner#tune} gave for the validation episodes; at least one did
     */
    default Vectors tuned(Vectors state, Sum episodes) {
        throw new IllegalStateException("method '" + name() + "' has nothing to tune");
    }

    /** Figures of a tested state, beside its losses, for the results of a trial. */
    default Map<String, Double> figures(Vectors seen) {
        return Map.of();
    }

    /** The step size of the outer update, for the tables. */
    double learningRate(int iteration);

    /** How episodes of a split are adapted to, for the tables. */
    default Adaptation adaptation(Split split) {
        return Adaptation.NONE;
    }

    /** What of {@link #seen} goes to the store. In plain Java. */
    TrainedModel model(Vectors seen);
}
