package dev.starling.spark;

import dev.starling.engine.ResourceException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The attempts at a block so far, and whether another one is worth it. Used by one thread. */
final class BlockAttempts {

    private static final Logger LOG = LoggerFactory.getLogger(BlockAttempts.class);

    /** Executors that twice in a row do not hear of each other never will. */
    private static final int UNHEARD = 2;

    private static final long GIVE_UP_NANOS = 300_000_000_000L;

    /** Where others hold the slots, another look soon finds those that are left; where machines are slow, it only costs time. */
    private static final long START_NANOS = 15_000_000_000L;

    private static final long LONGEST_START_NANOS = 120_000_000_000L;

    private final String where;
    private final int failures;
    private final int losses;
    private final LongSupplier nanoClock;
    private long waitsSince;
    private int failed;
    private int lost;
    private int unheard;
    private long startNanos = START_NANOS;

    /**
     * @param where the block, for messages
     * @param failures how many attempts may fail
     * @param losses how many may be lost
     * @param nanoClock tells the time
     */
    BlockAttempts(String where, int failures, int losses, LongSupplier nanoClock) {
        this.where = where;
        this.failures = failures;
        this.losses = losses;
        this.nanoClock = nanoClock;
        this.waitsSince = nanoClock.getAsLong();
    }

    /**
     * Notes an attempt that did not come to the block's end.
     *
     * @throws ResourceException if units failed too often
     * @throws Unavailable if resident rounds are not possible, or have been lost too often
     */
    void note(BlockJob.Ending ending) {
        if (ending instanceof BlockJob.Failed failure) {
            note(failure);
        } else if (ending instanceof BlockJob.Lost loss) {
            note(loss);
        } else {
            noteNotStarted();
            return;
        }
        waitsSince = nanoClock.getAsLong();
        startNanos = START_NANOS;
    }

    /** How long Spark may take to start the next one; longer each time that it was not long enough. */
    long startNanos() {
        return startNanos;
    }

    private void note(BlockJob.Failed failure) {
        failed++;
        if (failed >= failures) {
            throw failure.cause();
        }
        LOG.warn("{} is computed again, attempt {} of {}", where, failed + 1, failures, failure.cause());
    }

    private void note(BlockJob.Lost loss) {
        lost++;
        // One who stands still is not heard either, and says nothing of the network.
        unheard = loss.preflight() && loss.suspects().isEmpty() ? unheard + 1 : 0;
        if (unheard >= UNHEARD) {
            throw Unavailable.forTheRun(loss.sentence());
        }
        if (lost >= losses) {
            throw Unavailable.forTheBlock(
                    "%s was lost %s times, the last time because %s".formatted(where, lost, loss.sentence()));
        }
        LOG.warn("{} is computed again after loss {}: {}", where, lost, loss.sentence());
    }

    private void noteNotStarted() {
        if (nanoClock.getAsLong() - waitsSince > GIVE_UP_NANOS) {
            throw Unavailable.forTheBlock(
                    "Spark has not started the tasks of %s together for %s s: others hold the slots"
                            .formatted(where, GIVE_UP_NANOS / 1_000_000_000));
        }
        startNanos = Math.min(2 * startNanos, LONGEST_START_NANOS);
        LOG.warn("{}: Spark did not start its tasks together; planned again", where);
    }
}
