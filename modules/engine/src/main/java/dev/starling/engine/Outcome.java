package dev.starling.engine;

import java.util.List;

/**
 * What a unit leaves.
 *
 * @param contribution added to the sums of its kind, unless it diverged
 * @param gathered handed to {@link Program#advance} under the unit's key; empty if nothing is gathered
 * @param own the unit's state for its own next time, or null to keep the one it has; dropped if the unit diverged
 * @param rows for the tables; they are kept even if the unit diverged, and should then say so
 */
public record Outcome(Contribution contribution, Vectors gathered, Vectors own, List<Row> rows) {

    public Outcome {
        rows = List.copyOf(rows);
    }

    /** A contribution to the sums, with rows. */
    public static Outcome of(Contribution contribution, Row... rows) {
        return new Outcome(contribution, Vectors.empty(), null, List.of(rows));
    }

    /** Vectors for everybody, with rows. */
    public static Outcome gather(Vectors gathered, Row... rows) {
        return new Outcome(Contribution.start(), gathered, null, List.of(rows));
    }

    /** The same outcome, with the state that the unit keeps for its next time. */
    public Outcome keeping(Vectors nextOwn) {
        return new Outcome(contribution, gathered, nextOwn, rows);
    }

    boolean diverged() {
        return contribution.divergence().isPresent();
    }
}
