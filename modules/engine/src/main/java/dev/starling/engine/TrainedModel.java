package dev.starling.engine;

/**
 * A learned model as it goes to the store.
 *
 * @param network what it is, e.g. {@code mlp 196-64-10}
 * @param layoutJson names, shapes and offsets of its parameters; for a DL4J network its configuration
 * @param parameters the flat parameter vector, float32
 */
public record TrainedModel(String network, String layoutJson, float[] parameters) {}
