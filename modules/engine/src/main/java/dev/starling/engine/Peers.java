package dev.starling.engine;

import java.util.List;

/**
 * Processes that compute a trial's rounds together. All of them call the same verbs in the same order, each on one thread at a time; a
 * verb returns when it is done for the caller, or throws when a peer is lost, after which none of the verbs may be called again.
 */
public interface Peers {

    /** The caller's number among them, from 0. */
    int rank();

    /** How many they are, the caller included. */
    int count();

    /**
     * Hands a message to all and takes theirs.
     *
     * @param mine what everyone gets from the caller; may differ in length from the others'
     * @return everyone's, by rank, the caller's own included
     */
    List<byte[]> gather(byte[] mine);

    /**
     * Adds arrays up over all peers, in place: afterwards every peer holds the same sums.
     *
     * @param arrays of the same number and lengths everywhere
     */
    void sum(List<long[]> arrays);

    /** One process by itself, whose messages and sums are its own. */
    static Peers alone() {
        return new Peers() {
            @Override
            public int rank() {
                return 0;
            }

            @Override
            public int count() {
                return 1;
            }

            @Override
            public List<byte[]> gather(byte[] mine) {
                return List.of(mine);
            }

            @Override
            public void sum(List<long[]> arrays) {}
        };
    }
}
