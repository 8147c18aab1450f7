package dev.starling.federated;

import dev.starling.nn.Dl4jLearner;
import dev.starling.nn.Learner;

/**
 * A network that the user brings.
 *
 * @param source the file it came from, for messages
 * @param json the text of its DL4J configuration, which travels because the file is not everywhere
 */
record Dl4jModel(String source, String json) implements Model {
    private static final long serialVersionUID = 1L;

    @Override
    public Learner open(int[] inputShape, int classes) {
        return Dl4jLearner.of(source, json, inputShape, classes);
    }

    @Override
    public String content() {
        return json;
    }

    @Override
    public String title(Learner learner) {
        return "dl4j " + source;
    }

    @Override
    public String layoutJson(Learner learner) {
        return json;
    }
}
