package dev.starling.federated;

import dev.starling.engine.State;
import dev.starling.engine.Vectors;

/**
 * A client's control variate c_k and the server's c (SCAFFOLD, Karimireddy et al. 2020, option II).
 *
 * @param own c_k, {@code [parameters]}; zeros before the client first takes part
 * @param server c, {@code [parameters]}
 */
record ControlVariate(float[] own, float[] server) {
    static final String NAME = "control";

    /** Those of a unit, or null if the algorithm has none. */
    static ControlVariate of(Algorithm algorithm, State state, Vectors own) {
        if (!algorithm.training().controlVariates()) {
            return null;
        }
        float[] server = state.vectors().floats(NAME);
        return new ControlVariate(own.has(NAME) ? own.floats(NAME) : new float[server.length], server);
    }

    /** What is added to every gradient: c - c_k. */
    float[] correction() {
        float[] correction = new float[own.length];
        for (int i = 0; i < correction.length; i++) {
            correction[i] = server[i] - own[i];
        }
        return correction;
    }

    /** How c_k moves: {@code (w - y) / (J eta) - c}. */
    float[] movement(LocalUpdate update, double learningRate) {
        float[] movement = update.movement().toFloats();
        double factor = -1 / (update.steps() * learningRate);
        for (int i = 0; i < movement.length; i++) {
            movement[i] = (float) (factor * movement[i] - server[i]);
        }
        return movement;
    }

    /** The client's next own state. */
    Vectors moved(float[] movement) {
        float[] next = new float[own.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = own[i] + movement[i];
        }
        return Vectors.empty().with(NAME, next);
    }

    /** The server's state when so many clients are registered: c moves by the sum of movements over all clients. */
    static Vectors advance(Vectors state, double[] sum, int clients) {
        float[] server = state.floats(NAME).clone();
        for (int i = 0; i < server.length; i++) {
            server[i] = (float) (server[i] + sum[i] / clients);
        }
        return state.with(NAME, server);
    }
}
