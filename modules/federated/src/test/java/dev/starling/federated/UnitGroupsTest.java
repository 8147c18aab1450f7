package dev.starling.federated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.engine.Inputs;
import dev.starling.engine.OwnStates;
import dev.starling.engine.PlannedUnit;
import dev.starling.engine.Program;
import dev.starling.engine.Seed;
import dev.starling.engine.State;
import dev.starling.engine.Unit;
import dev.starling.engine.UnitRunner;
import dev.starling.engine.Worker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A unit has the bits that it would have alone, whichever units its worker computed before it. */
class UnitGroupsTest {
    private static final Program PROGRAM = Runs.tiny("""
                    starling.federated {
                      clients = 50, cohort-size = 50
                      data { name = gaussian-mixture, train = 1500, test = 500, generator.dimensions = 8 }
                      partition { method = quantity-skew, min-samples = 3 }
                      diverging-clients = [7]
                      algorithms = [ { name = a, loss = localmix, proximal-mu = 0.1, learning-rate = 0.05 } ]
                    }
                    """).trials().get(0).program();

    private static final State STATE = PROGRAM.initial();
    private static final List<Unit> UNITS = PROGRAM.plan(STATE);
    private static final Map<Unit, byte[]> ALONE = new HashMap<>();

    @BeforeAll
    static void computesEachUnitAlone() {
        for (Unit unit : UNITS) {
            try (Worker worker = PROGRAM.open()) {
                ALONE.put(unit, bytes(worker, unit));
            }
        }
    }

    @ParameterizedTest(name = "groups of {0}")
    @ValueSource(ints = {1, 2, 7, 50})
    void bitsDoNotDependOnTheGroup(int size) {
        assertThat(UNITS).hasSizeGreaterThan(60);
        int[] order = Shuffle.order(UNITS.size(), Seed.of(size).random());
        for (int from = 0; from < order.length; from += size) {
            try (Worker worker = PROGRAM.open()) {
                for (int i = from; i < Math.min(from + size, order.length); i++) {
                    Unit unit = UNITS.get(order[i]);
                    assertThat(bytes(worker, unit))
                            .as("%s in the group of %s", unit, from)
                            .isEqualTo(ALONE.get(unit));
                }
            }
        }
    }

    /** What the unit adds to the round's sums, and its rows. */
    private static byte[] bytes(Worker worker, Unit unit) {
        Inputs inputs = PROGRAM.inputs();
        PlannedUnit planned = new PlannedUnit(unit.kind(), unit.group(), unit.key(), unit.weight(), null);
        return UnitRunner.run(
                        worker,
                        PROGRAM.seen(STATE),
                        Map.of(unit.kind(), 2000L),
                        List.of(planned),
                        wanted -> inputs.load(wanted.group(), wanted.key()),
                        OwnStates.none())
                .toBytes();
    }
}
