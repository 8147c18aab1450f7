package dev.starling.engine;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One round, as an {@link Exchange} gets it.
 *
 * @param run the run's id
 * @param trial the trial's id, unique in the run
 * @param block the number of the block that the round belongs to
 * @param program the trial's program
 * @param state the state that all units see
 * @param units what to compute
 * @param ownStates where units' own states are read and written
 */
public record RoundRequest(
        String run,
        String trial,
        int block,
        Program program,
        State state,
        List<PlannedUnit> units,
        OwnStates ownStates) {

    /** Total planned weight per kind: what fixes the scale of the exact sums. */
    public Map<String, Long> plannedWeights() {
        Map<String, Long> weights = new TreeMap<>();
        for (PlannedUnit unit : units) {
            weights.merge(unit.kind(), unit.weight(), Math::addExact);
        }
        return weights;
    }

    /** Which units, in which order, and where their own states lie: for processes to see that they planned the same. */
    long planHash() {
        long hash = units.size();
        for (PlannedUnit unit : units) {
            hash = unit.stirredInto(hash);
        }
        return hash;
    }
}
