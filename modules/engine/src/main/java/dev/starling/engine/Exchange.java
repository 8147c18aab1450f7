package dev.starling.engine;

/** Computes the units of a round somewhere, and sums and gathers what they leave. All exchanges give the same bits. */
public interface Exchange extends AutoCloseable {

    /** Its name in the {@code rounds} table, e.g. {@code spark}. */
    String name();

    /** Computes one round. Called from several threads, one per trial. */
    Partial run(RoundRequest request);

    /** Computes the rounds of a block: one by one, unless the exchange has something to set up for all of them. */
    default Block block(BlockRun rounds) {
        return rounds.compute(this::run);
    }

    /** Says that no further round will read these inputs, so that what is resident may go. */
    default void release(Inputs inputs) {}

    /** Says that a trial is over in this run, so that what is kept for it may go. */
    default void finished(String trial) {}

    @Override
    default void close() {}
}
