package dev.starling.engine;

/**
 * What all units of a round read. A value: a round maps a state to the next one.
 *
 * @param round the number of rounds behind it; the first round reads state 0
 * @param vectors model parameters, server-side optimizer state and counters; what {@link Program#seen} leaves of them travels to the workers every round
 * @param constants what is gathered once and then only read, such as a bank of means; it travels only when it changes
 */
public record State(int round, Vectors vectors, Vectors constants) {

    /** A trial's first state. */
    public static State initial(Vectors vectors) {
        return new State(0, vectors, Vectors.empty());
    }

    /** The state after this round, with other vectors and the same constants. */
    public State next(Vectors nextVectors) {
        return new State(round + 1, nextVectors, constants);
    }

    /** The state after this round, with other constants too. */
    public State next(Vectors nextVectors, Vectors nextConstants) {
        return new State(round + 1, nextVectors, nextConstants);
    }

    /** SHA-256 over all of it, as lower-case hex: what processes that have computed the same rounds compare. */
    public String sha256() {
        return Hashes.sha256(ObjectCodec.bytes(
                "a state", vectors.sizeBytes() + constants.sizeBytes(), out -> ObjectCodec.writeState(out, this)));
    }
}
