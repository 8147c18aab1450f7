package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.InputGroup;
import dev.starling.engine.Inputs;
import dev.starling.engine.PlannedUnit;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {

    private static final int CLIENTS = 10;

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16})
    void everyResidentInputHasOnePlace(int partitions) {
        Placement placement = new Placement(new Weighted(), partitions);
        List<Long> clients = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            Map<String, List<Long>> keys = placement.keys(partition);
            assertThat(keys).containsOnlyKeys("client");
            clients.addAll(keys.get("client"));
        }
        assertThat(clients).hasSize(CLIENTS).doesNotHaveDuplicates();
    }

    @Test
    void theHeaviestInputStandsAlone() {
        // Client 0 weighs as much as all others together.
        Placement placement = new Placement(new Weighted(), 2);
        assertThat(List.of(
                        placement.keys(0).get("client").size(),
                        placement.keys(1).get("client").size()))
                .containsExactlyInAnyOrder(1, CLIENTS - 1);
    }

    @Test
    void unitsGoWhereTheirInputsAreAndOthersWhereThereIsLeastToDo() {
        Placement placement = new Placement(new Weighted(), 2);
        List<PlannedUnit> units = new ArrayList<>();
        units.add(new PlannedUnit("train", "client", 0, 9, null));
        for (int key = 0; key < 9; key++) {
            units.add(new PlannedUnit("evaluate", "made", key, 1, null));
        }

        Map<Integer, ArrayList<PlannedUnit>> dealt = placement.deal(units);

        Set<PlannedUnit> all = new HashSet<>();
        dealt.values().forEach(all::addAll);
        assertThat(all).hasSize(units.size());
        dealt.forEach((partition, here) -> here.stream()
                .filter(unit -> unit.group().equals("client"))
                .forEach(unit ->
                        assertThat(placement.keys(partition).get("client")).contains(unit.key())));
        assertThat(dealt.values()).extracting(List::size).containsExactlyInAnyOrder(1, 9);
    }

    @Test
    void aUnitOfAnInputThatIsNotThereIsRefused() {
        Placement placement = new Placement(new Weighted(), 2);
        assertThatThrownBy(() -> placement.deal(List.of(new PlannedUnit("train", "client", CLIENTS, 1, null))))
                .hasMessageContaining("train of client 10")
                .hasMessageContaining("10 inputs");
    }

    private record Weighted() implements Inputs {

        private static final long serialVersionUID = 1L;

        @Override
        public String id() {
            return "weighted";
        }

        @Override
        public List<InputGroup> groups() {
            return List.of(new InputGroup("client", CLIENTS, true), new InputGroup("made", 1000, false));
        }

        @Override
        public Serializable load(String group, long key) {
            return key;
        }

        @Override
        public long weight(String group, long key) {
            return key == 0 ? CLIENTS - 1 : 1;
        }
    }
}
