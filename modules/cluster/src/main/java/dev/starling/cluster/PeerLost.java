package dev.starling.cluster;

import java.util.List;

/** Peers cannot go on together: one is silent, has left, or sent what cannot be. The block is to be computed again. */
public final class PeerLost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> suspects;
    private final boolean preflight;

    PeerLost(String sentence, List<String> suspects, boolean preflight) {
        super(sentence);
        this.suspects = List.copyOf(suspects);
        this.preflight = preflight;
    }

    /** The executors that nothing was heard of; empty where someone spoke up and said that it gives up. */
    public List<String> suspects() {
        return suspects;
    }

    /** Whether the peers never heard of each other, so that the network and not a process may be at fault. */
    public boolean preflight() {
        return preflight;
    }
}
