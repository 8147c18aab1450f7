package dev.starling.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SpareArraysTest {

    private static final int LONG = 1 << 14;

    @Test
    void aLongArrayComesBackAsZeros() {
        SpareArrays spares = SpareArrays.empty();
        long[] array = spares.take(LONG);
        array[7] = 7;
        spares.give(array);
        assertThat(spares.take(LONG)).isSameAs(array).containsOnly(0);
        assertThat(spares.take(LONG)).isNotSameAs(array);
    }

    @Test
    void arraysOfOtherLengthsAndShortOnesAreNew() {
        SpareArrays spares = SpareArrays.empty();
        long[] array = spares.take(LONG);
        long[] brief = spares.take(LONG - 1);
        spares.give(array);
        spares.give(brief);
        assertThat(spares.take(LONG + 1)).hasSize(LONG + 1);
        assertThat(spares.take(LONG - 1)).isNotSameAs(brief);
        SpareArrays.NONE.give(array);
        assertThat(SpareArrays.NONE.take(LONG)).isNotSameAs(array);
    }

    @Test
    void aReleasedPartKeepsItsCountsAndGivesItsArrays() {
        SpareArrays spares = SpareArrays.empty();
        Partial part = new Partial(Map.of("train", 3L), spares);
        Sum sum = part.results().sum("train");
        sum.add(2, Contribution.start().mean("w", new float[LONG]).total("n", new float[LONG]));
        List<long[]> arrays = List.of(sum.weighted().get("w"), sum.plain().get("n"));
        part.release();
        assertThat(sum.weight()).isEqualTo(2);
        assertThat(sum.units()).isEqualTo(1);
        assertThat(List.of(spares.take(LONG), spares.take(LONG)))
                .usingElementComparator((a, b) -> a == b ? 0 : 1)
                .containsExactlyInAnyOrderElementsOf(arrays);
    }

    @Test
    void roundsOfATeamUseTheSameArraysAndLeaveNothingInThem() {
        Team team = new Team();
        List<long[]> seen = new ArrayList<>();
        for (int round = 1; round <= 3; round++) {
            float[] values = new float[LONG];
            values[round] = round;
            Function<Team.Round, Partial> member = taken -> {
                Partial part = taken.part();
                for (PlannedUnit unit : taken) {
                    part.add(unit, Outcome.of(Contribution.start().mean("w", values)));
                }
                return part;
            };
            Partial whole = team.round(request(round), member);
            seen.add(whole.results().sum("train").weighted().get("w"));
            double[] expected = new double[LONG];
            expected[round] = round;
            assertThat(whole.results().sum("train").mean("w")).isEqualTo(expected);
            whole.release();
        }
        assertThat(seen).allMatch(array -> array == seen.get(0));
    }

    private static RoundRequest request(int round) {
        State state = State.initial(Vectors.empty());
        List<PlannedUnit> units = List.of(
                PlannedUnit.of(new Unit("train", "client", 1, 1), null),
                PlannedUnit.of(new Unit("train", "client", 2, 1), null));
        return new RoundRequest("run", "trial", round, null, state, units, OwnStates.none());
    }
}
