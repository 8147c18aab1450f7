package dev.starling.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one trial from wherever its journal stands to its end, a block at a time. */
public final class TrialLoop {

    private static final Logger LOG = LoggerFactory.getLogger(TrialLoop.class);

    private final String run;
    private final Exchange exchange;
    private final Journal journal;
    private final int blockRounds;
    private final Progress progress;
    private final LongSupplier nanoClock;

    /**
     * @param run the run's id
     * @param exchange where units are computed
     * @param journal where blocks are committed
     * @param blockRounds rounds a block, at least 1
     * @param progress is told what happens
     * @param nanoClock for the diagnostic wall times
     */
    public TrialLoop(
            String run,
            Exchange exchange,
            Journal journal,
            int blockRounds,
            Progress progress,
            LongSupplier nanoClock) {
        this.run = run;
        this.exchange = exchange;
        this.journal = journal;
        this.blockRounds = blockRounds;
        this.progress = progress;
        this.nanoClock = nanoClock;
    }

    /**
     * Runs the trial to its end.
     *
     * @throws DivergedException if the program gives up; committed blocks stay
     */
    public void run(Trial trial) {
        Journal.Position position = journal.position(trial.id()).orElse(null);
        if (position != null && position.finished()) {
            progress.finished(trial, true);
            return;
        }
        State state = position == null ? trial.program().initial() : position.state();
        Map<OwnKey, OwnRef> own = position == null ? new HashMap<>() : new HashMap<>(position.own());
        int index = position == null ? 0 : position.nextBlock();
        if (index > 0) {
            LOG.info("run {} trial {}: goes on after block {}, round {}", run, trial.id(), index - 1, state.round());
        }
        while (true) {
            Block block = exchange.block(new BlockRun(
                    run,
                    trial,
                    index,
                    blockRounds,
                    state,
                    own,
                    journal.ownStates(trial.id()),
                    exchange.name(),
                    progress,
                    nanoClock));
            BlockRun.requireUninterrupted(run, trial);
            journal.commit(block);
            progress.committed(trial, index);
            if (block.last()) {
                progress.finished(trial, false);
                return;
            }
            own.putAll(block.own());
            state = block.end();
            index++;
        }
    }
}
