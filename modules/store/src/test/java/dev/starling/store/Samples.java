package dev.starling.store;

import dev.starling.engine.Block;
import dev.starling.engine.Column;
import dev.starling.engine.Conclusion;
import dev.starling.engine.MetricRow;
import dev.starling.engine.OwnKey;
import dev.starling.engine.OwnRef;
import dev.starling.engine.OwnStates;
import dev.starling.engine.Row;
import dev.starling.engine.State;
import dev.starling.engine.Table;
import dev.starling.engine.TrainedModel;
import dev.starling.engine.TrialRow;
import dev.starling.engine.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs and blocks for tests: every block is a pure function of its trial and number. */
final class Samples {

    /** Units whose own states change in a block: those of the other parity keep what they have. */
    static final int UNITS = 6;

    private Samples() {}

    @Table(name = "points", doc = "One row a point of a test.")
    record Point(
            @Column(doc = "the block it is of") int of,
            @Column(doc = "its place in the block") int place,
            @Column(doc = "a value", unit = "points") double value,

            @Column(doc = "how long it took", unit = "ms", diagnostic = true)
            double wallMillis)
            implements Row {}

    static RunInfo run(String id) {
        return RunInfo.of(
                id,
                "sample",
                "test",
                "{\"seeds\": [1]}",
                "settings-hash",
                "data-hash",
                "1.0",
                "fingerprint",
                Map.of("java", "17"),
                List.of("a notice"));
    }

    /** A block of {@code last + 1}; constants change at block 2. */
    static Block block(String trial, int index, int last, Map<OwnKey, OwnRef> own) {
        float[] parameters = {index, trial.hashCode() % 1000, 0.5f};
        Vectors vectors = Vectors.empty().with("w", parameters).with("m", new double[] {index / 3.0});
        Vectors constants = index < 2 ? Vectors.empty() : Vectors.empty().with("bank", new float[] {7, 8});
        List<Row> rows = new ArrayList<>();
        for (int place = 0; place < 3; place++) {
            rows.add(new Point(index, place, index * 10 + place, System.nanoTime()));
        }
        Conclusion conclusion = null;
        if (index == last) {
            TrainedModel model = new TrainedModel("line", "[]", parameters);
            conclusion = new Conclusion(model, Map.of("accuracy", 0.5));
            rows.add(new TrialRow("line", 1, index + 1, model.stateHash()));
            rows.add(new MetricRow("accuracy", 0.5));
        }
        return new Block(trial, index, rows, new State(10 * (index + 1), vectors, constants), own, conclusion);
    }

    /** The same block with a state that is larger by so many floats. */
    static Block padded(Block block, int floats) {
        if (floats == 0) {
            return block;
        }
        State end = block.end();
        Vectors vectors = end.vectors().with("padding", new float[floats]);
        State padded = new State(end.round(), vectors, end.constants());
        return new Block(block.trial(), block.index(), block.rows(), padded, block.own(), block.conclusion());
    }

    /** Writes the own states of a block the way workers do; every second unit takes part. */
    static Map<OwnKey, OwnRef> writeOwn(OwnStates states, int index) {
        Map<OwnKey, OwnRef> own = new TreeMap<>();
        try (OwnStates.Writer writer = states.writer()) {
            for (int unit = index % 2; unit < UNITS; unit += 2) {
                own.put(new OwnKey("unit", unit), writer.write(ownState(unit, index)));
            }
        }
        return own;
    }

    static Vectors ownState(int unit, int index) {
        float[] state = new float[5];
        Arrays.fill(state, 100 * unit + index);
        return Vectors.empty().with("control", state);
    }

    /** Commits a trial from where it stands to its end. */
    static void finish(RunJournal journal, String trial, int last) {
        int next = journal.position(trial).map(p -> p.nextBlock()).orElse(0);
        for (int index = next; index <= last; index++) {
            journal.commit(block(trial, index, last, writeOwn(journal.ownStates(trial), index)));
        }
    }
}
