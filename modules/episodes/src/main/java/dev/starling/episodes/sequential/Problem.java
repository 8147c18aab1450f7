package dev.starling.episodes.sequential;

import dev.starling.engine.Seed;
import dev.starling.engine.TrainedModel;
import dev.starling.kernel.Scope;
import java.io.Serializable;
import java.util.List;

/** The losses of some tasks as functions of one parameter vector. A recipe that travels; workers open it. */
interface Problem extends Serializable {

    /** Names the content: equal ids mean equal losses. */
    String id();

    /** Names of the tasks that are trained on. */
    List<String> tasks();

    /** Training examples of each of them. */
    long[] examples();

    /** Whether there is something to train on before the tasks. */
    boolean pretrains();

    /** What a parameter vector is scored on. */
    List<Part> parts();

    /** First parameters, in plain Java. */
    float[] initial(Seed seed);

    /** Offset of the first parameter of the last layer. */
    int lastLayer();

    /** Parameters for the store. */
    TrainedModel model(float[] parameters);

    /** Opens what computes losses on one thread. */
    Losses open(Scope root);

    /**
     * Something that a parameter vector is scored on.
     *
     * @param name of the task, or of what was trained on before
     * @param part validation, test, unseen or retention
     * @param task number of the seen task; -1 if it is none
     */
    record Part(String name, String part, int task) implements Serializable {
        private static final long serialVersionUID = 1L;

        static final String VALIDATION = "validation";
        static final String TEST = "test";
        static final String UNSEEN = "unseen";
        static final String RETENTION = "retention";
    }
}
