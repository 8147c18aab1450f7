package dev.starling.episodes;

import dev.starling.engine.TrainedModel;
import dev.starling.nn.Layout;
import java.util.Arrays;

/** A stored model of several vectors, one behind the other, named by one layout. */
public final class ModelParts {
    private final Layout.Builder layout = Layout.builder();
    private float[] values = {};

    /** Adds a vector by its own layout. */
    public ModelParts add(Layout part, float... vector) {
        part.entries().forEach(entry -> layout.add(entry.name(), entry.shape()));
        int end = values.length;
        values = Arrays.copyOf(values, end + vector.length);
        System.arraycopy(vector, 0, values, end, vector.length);
        return this;
    }

    /** All of it. */
    public TrainedModel build(String name) {
        return new TrainedModel(name, layout.build().toJson(), values);
    }
}
