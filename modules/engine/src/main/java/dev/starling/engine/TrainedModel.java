package dev.starling.engine;

import java.nio.ByteBuffer;

/**
 * A learned model as it goes to the store.
 *
 * @param network what it is, e.g. {@code mlp 196-64-10}
 * @param layoutJson names, shapes and offsets of its parameters; for a DL4J network its configuration
 * @param parameters the flat parameter vector, float32
 */
public record TrainedModel(String network, String layoutJson, float[] parameters) {

    /** SHA-256 of the parameters as big-endian float32, in lower-case hex: what {@code stateHash} means. */
    public String stateHash() {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(4, parameters.length));
        bytes.asFloatBuffer().put(parameters);
        return Hashes.sha256(bytes.array());
    }
}
