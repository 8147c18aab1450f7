package dev.starling.engine;

import java.util.List;
import java.util.Map;

/**
 * What is committed as one: consecutive rounds of one trial.
 *
 * @param trial the trial's id
 * @param index from 0
 * @param rows of all its rounds, in a fixed order
 * @param end the state after its last round
 * @param own new own states by whose they are; older blocks hold those of other units
 * @param conclusion what the trial leaves if it ended with this block, else null
 */
public record Block(
        String trial, int index, List<Row> rows, State end, Map<OwnKey, OwnRef> own, Conclusion conclusion) {

    /** Whether the trial is finished with this block. */
    public boolean last() {
        return conclusion != null;
    }
}
