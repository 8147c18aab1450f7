package dev.starling.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The rounds of one block of a trial, not yet computed. How a round's units are computed and summed is the exchange's; planning,
 * advancing and what is written down are here, and the same for all exchanges. Nothing of the trial changes before the block is
 * committed, so the rounds may be computed again after a loss, by another thread, with the same bits.
 */
public final class BlockRun {

    private static final String WHAT = "the rounds of a block";

    private final String run;
    private final Trial trial;
    private final int index;
    private final int rounds;
    private final State start;
    private final Map<OwnKey, OwnRef> own;
    private final OwnStates ownStates;
    private final String exchange;
    private final Progress progress;
    private final LongSupplier nanoClock;

    /**
     * @param run the run's id
     * @param trial whose block it is
     * @param index the block's number
     * @param rounds how many rounds a block has
     * @param start the state after the block before
     * @param own own states after the block before; not written to
     * @param ownStates where they live
     * @param exchange the exchange's name, for the rows
     * @param progress is told of every round, on the thread that computes the block
     * @param nanoClock for the diagnostic wall times
     */
    BlockRun(
            String run,
            Trial trial,
            int index,
            int rounds,
            State start,
            Map<OwnKey, OwnRef> own,
            OwnStates ownStates,
            String exchange,
            Progress progress,
            LongSupplier nanoClock) {
        this.run = run;
        this.trial = trial;
        this.index = index;
        this.rounds = rounds;
        this.start = start;
        this.own = own;
        this.ownStates = ownStates;
        this.exchange = exchange;
        this.progress = progress;
        this.nanoClock = nanoClock;
    }

    /** The same rounds, computed by an exchange of another name. */
    public BlockRun named(String otherExchange) {
        return new BlockRun(run, trial, index, rounds, start, own, ownStates, otherExchange, progress, nanoClock);
    }

    /** The codec that crosses process borders: all but the trial, its program and who watches. */
    public byte[] toBytes() {
        return ObjectCodec.bytes(
                WHAT, start.vectors().sizeBytes() + start.constants().sizeBytes(), out -> {
                    out.writeUTF(run);
                    out.writeInt(index);
                    out.writeInt(rounds);
                    ObjectCodec.writeState(out, start);
                    ObjectCodec.writeObject(out, new TreeMap<>(own));
                    ObjectCodec.writeObject(out, ownStates);
                    out.writeUTF(exchange);
                });
    }

    /**
     * The inverse of {@link #toBytes()}.
     *
     * @param trial whose block it is, with the program as it has travelled
     * @param progress is told of every round, on the thread that computes the block
     * @param nanoClock for the diagnostic wall times
     */
    @SuppressWarnings("unchecked")
    public static BlockRun fromBytes(byte[] bytes, Trial trial, Progress progress, LongSupplier nanoClock) {
        return ObjectCodec.read(
                WHAT,
                bytes,
                in -> new BlockRun(
                        in.readUTF(),
                        trial,
                        in.readInt(),
                        in.readInt(),
                        ObjectCodec.readState(in),
                        ObjectCodec.readObject(in, TreeMap.class),
                        ObjectCodec.readObject(in, OwnStates.class),
                        in.readUTF(),
                        progress,
                        nanoClock));
    }

    /** The run's id. */
    public String run() {
        return run;
    }

    /** Whose block it is. */
    public Trial trial() {
        return trial;
    }

    /** The state after the block before. */
    public State start() {
        return start;
    }

    /** The block's number. */
    public int index() {
        return index;
    }

    /** The block and the rounds that it has at most, for people. */
    public String what() {
        return "block %s, rounds %s-%s".formatted(index, start.round(), start.round() + rounds - 1);
    }

    /** Tells whoever watches of rounds that other processes have computed. */
    public void tell(Block computed) {
        for (Row row : computed.rows()) {
            if (row instanceof RoundRow round) {
                progress.round(trial, round.round(), round.wallMillis());
            }
        }
    }

    /**
     * Computes the rounds.
     *
     * @param sum computes all units of a round and adds up what they leave
     * @throws DivergedException if the program gives up
     * @throws ResourceException if the thread is interrupted, or not every unit has reported once
     */
    public Block compute(Function<RoundRequest, Partial> sum) {
        List<Row> rows = new ArrayList<>();
        Map<OwnKey, OwnRef> changed = new TreeMap<>();
        Program program = trial.program();
        State state = start;
        List<Unit> units = program.plan(state);
        for (int i = 0; i < rounds && !units.isEmpty(); i++) {
            requireUninterrupted(run, trial);
            state = round(sum, state, units, changed, rows);
            units = program.plan(state);
        }
        Conclusion conclusion = units.isEmpty() ? program.conclude(state) : null;
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
            Function<RoundRequest, Partial> sum,
            State state,
            List<Unit> units,
            Map<OwnKey, OwnRef> changed,
            List<Row> rows) {
        long begun = nanoClock.getAsLong();
        List<PlannedUnit> planned = new ArrayList<>(units.size());
        for (Unit unit : units) {
            OwnKey key = OwnKey.of(unit);
            OwnRef before = changed.get(key);
            planned.add(PlannedUnit.of(unit, before == null ? own.get(key) : before));
        }
        State seen = trial.program().seen(state);
        Partial whole = sum.apply(new RoundRequest(run, trial.id(), index, trial.program(), seen, planned, ownStates));
        requireAll(seen, planned, whole);
        changed.putAll(whole.own());
        Program.Advance advance = trial.program().advance(state, whole.results());
        double wallMillis = (nanoClock.getAsLong() - begun) / 1e6;
        rows.addAll(whole.rows());
        rows.addAll(advance.rows());
        rows.add(roundRow(seen, planned.size(), whole, wallMillis));
        whole.release();
        progress.round(trial, state.round(), wallMillis);
        return advance.state();
    }

    /** Every unit reports once, whichever exchange computes it: it adds to a sum, if only nothing, or has diverged. */
    private void requireAll(State seen, List<PlannedUnit> planned, Partial whole) {
        Map<String, Integer> units = new HashMap<>();
        for (PlannedUnit unit : planned) {
            units.merge(unit.kind(), 1, Integer::sum);
        }
        units.forEach((kind, count) -> {
            Sum sum = whole.results().sum(kind);
            if (sum.units() + sum.diverged() != count) {
                throw new ResourceException(
                        "run %s trial %s round %s: of %s planned units of kind '%s' %s reported and %s diverged, so that some were lost or computed twice; nothing of the block is kept: resume the run, with another starling.exchange if it happens again"
                                .formatted(run, trial.id(), seen.round(), count, kind, sum.units(), sum.diverged()));
            }
        });
    }

    private RoundRow roundRow(State seen, int planned, Partial whole, double wallMillis) {
        int reported = 0;
        int diverged = 0;
        for (Sum sum : whole.sums()) {
            reported += sum.units();
            diverged += sum.diverged();
        }
        return new RoundRow(
                seen.round(),
                planned,
                reported,
                diverged,
                seen.vectors().sizeBytes(),
                whole.sumBytes(),
                exchange,
                wallMillis);
    }

    static void requireUninterrupted(String run, Trial trial) {
        if (Thread.currentThread().isInterrupted()) {
            throw new ResourceException(
                    "run %s trial %s was interrupted; what is committed stays: resume it".formatted(run, trial.id()));
        }
    }
}
