package dev.starling.federated;

import dev.starling.nn.Learner;
import java.io.Serializable;

/** Which network is trained: a recipe that travels; each worker opens its own learner. */
interface Model extends Serializable {

    /**
     * Opens a learner for this data.
     *
     * @throws IllegalArgumentException if the network does not take such inputs; says both
     */
    Learner open(int[] inputShape, int classes);

    /** What it read of a user's files, which counts as data of the run. */
    default String content() {
        return "";
    }

    /** What a store calls a model of this network. */
    String title(Learner learner);

    /** What a store needs beside the parameters to make sense of them, as JSON. */
    default String layoutJson(Learner learner) {
        return learner.layout().toJson();
    }
}
