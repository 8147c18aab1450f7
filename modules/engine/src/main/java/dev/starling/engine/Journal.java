package dev.starling.engine;

import java.util.Map;
import java.util.Optional;

/** Where the blocks of a run are committed; the store implements it. Thread-safe for different trials. */
public interface Journal {

    /**
     * Where a trial stands.
     *
     * @param nextBlock the number of the block that comes next
     * @param state the state after the last committed block
     * @param own own states of all units so far
     * @param finished whether nothing is left to do
     */
    record Position(int nextBlock, State state, Map<OwnKey, OwnRef> own, boolean finished) {}

    /** Where a trial stands, or empty if none of its blocks is committed. */
    Optional<Position> position(String trial);

    /**
     * Commits a block: after this returns it survives anything; if it throws, either nothing of it counts or a resume
     * rolls it forward.
     *
     * @throws ResourceException if it cannot be written; nothing committed before is lost
     */
    void commit(Block block);

    /** Where the own states of a trial's units live: kept by trial, so that a commit knows which versions are over. */
    OwnStates ownStates(String trial);
}
