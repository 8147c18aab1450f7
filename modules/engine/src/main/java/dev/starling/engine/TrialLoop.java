package dev.starling.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
            Block block = block(trial, index, state, own);
            checkInterrupted(trial);
            journal.commit(block);
            progress.committed(trial, index);
            if (block.last()) {
                progress.finished(trial, false);
                return;
            }
            state = block.end();
            index++;
        }
    }

    private Block block(Trial trial, int index, State start, Map<OwnKey, OwnRef> own) {
        List<Row> rows = new ArrayList<>();
        Map<OwnKey, OwnRef> changed = new TreeMap<>();
        State state = start;
        List<Unit> units = trial.program().plan(state);
        for (int i = 0; i < blockRounds && !units.isEmpty(); i++) {
            checkInterrupted(trial);
            state = round(trial, index, state, units, own, changed, rows);
            units = trial.program().plan(state);
        }
        Conclusion conclusion = units.isEmpty() ? trial.program().conclude(state) : null;
        if (conclusion != null) {
            rows.add(new TrialRow(
                    trial.setting(),
                    trial.seed(),
                    state.round(),
                    conclusion.model().stateHash()));
            conclusion.metrics().forEach((name, value) -> rows.add(new MetricRow(name, value)));
        }
        return new Block(trial.id(), index, rows, state, changed, conclusion);
    }

    private State round(
            Trial trial,
            int block,
            State state,
            List<Unit> units,
            Map<OwnKey, OwnRef> own,
            Map<OwnKey, OwnRef> changed,
            List<Row> rows) {
        long start = nanoClock.getAsLong();
        List<PlannedUnit> planned = units.stream()
                .map(u -> PlannedUnit.of(u, own.get(OwnKey.of(u))))
                .toList();
        State seen = trial.program().seen(state);
        Partial partial = exchange.run(new RoundRequest(
                run, trial.id(), block, trial.program(), seen, planned, journal.ownStates(trial.id())));
        own.putAll(partial.own());
        changed.putAll(partial.own());
        Results results = partial.results();
        Program.Advance advance = trial.program().advance(state, results);
        double wallMillis = (nanoClock.getAsLong() - start) / 1e6;
        rows.addAll(partial.rows());
        rows.addAll(advance.rows());
        rows.add(roundRow(seen, planned, partial, wallMillis));
        progress.round(trial, state.round(), wallMillis);
        return advance.state();
    }

    private RoundRow roundRow(State seen, List<PlannedUnit> planned, Partial partial, double wallMillis) {
        int reported = 0;
        int diverged = 0;
        for (Sum sum : partial.sums()) {
            reported += sum.units();
            diverged += sum.diverged();
        }
        return new RoundRow(
                seen.round(),
                planned.size(),
                reported,
                diverged,
                seen.vectors().sizeBytes(),
                partial.sumBytes(),
                exchange.name(),
                wallMillis);
    }

    private void checkInterrupted(Trial trial) {
        if (Thread.currentThread().isInterrupted()) {
            throw new ResourceException(
                    "run %s trial %s was interrupted; what is committed stays: resume it".formatted(run, trial.id()));
        }
    }
}
