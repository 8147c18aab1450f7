package dev.starling.spark;

import dev.starling.engine.InputGroup;
import dev.starling.engine.Inputs;
import dev.starling.engine.PlannedUnit;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Which partition holds which resident input, by the greedy rule: the heaviest first, each to the partition that has least so far.
 * Placement decides where work happens and nothing else: sums are exact, so results do not depend on it.
 */
final class Placement implements Serializable {

    private static final long serialVersionUID = 1L;

    private final int partitions;
    private final HashMap<String, int[]> byGroup = new HashMap<>();

    Placement(Inputs inputs, int partitions) {
        this.partitions = partitions;
        List<Item> items = new ArrayList<>();
        for (InputGroup group : inputs.groups()) {
            if (group.resident()) {
                int count = Math.toIntExact(group.count());
                byGroup.put(group.name(), new int[count]);
                for (int key = 0; key < count; key++) {
                    items.add(new Item(group.name(), key, inputs.weight(group.name(), key)));
                }
            }
        }
        // The sort is stable, so equal weights are dealt in the order of their keys.
        items.sort(Comparator.comparingLong(Item::weight).reversed());
        Loads loads = new Loads(partitions);
        for (Item item : items) {
            byGroup.get(item.group)[item.key] = loads.place(item.weight);
        }
    }

    private record Item(String group, int key, long weight) {}

    int partitions() {
        return partitions;
    }

    boolean resident(String group) {
        return byGroup.containsKey(group);
    }

    /** The keys of each resident group that a partition holds. */
    Map<String, List<Long>> keys(int partition) {
        Map<String, List<Long>> keys = new TreeMap<>();
        byGroup.forEach((group, places) -> {
            List<Long> held = new ArrayList<>();
            for (int key = 0; key < places.length; key++) {
                if (places[key] == partition) {
                    held.add((long) key);
                }
            }
            keys.put(group, held);
        });
        return keys;
    }

    /** Deals the units of a round: those with resident inputs to where these are, the others to where there is least to do. */
    HashMap<Integer, ArrayList<PlannedUnit>> deal(List<PlannedUnit> units) {
        HashMap<Integer, ArrayList<PlannedUnit>> dealt = new HashMap<>();
        long[] load = new long[partitions];
        List<PlannedUnit> free = new ArrayList<>();
        for (PlannedUnit unit : units) {
            if (!resident(unit.group())) {
                free.add(unit);
                continue;
            }
            int partition = partitionOf(unit);
            load[partition] += unit.weight();
            dealt.computeIfAbsent(partition, p -> new ArrayList<>()).add(unit);
        }
        free.sort(Comparator.comparingLong(PlannedUnit::weight).reversed());
        Loads loads = new Loads(load);
        for (PlannedUnit unit : free) {
            dealt.computeIfAbsent(loads.place(unit.weight()), p -> new ArrayList<>())
                    .add(unit);
        }
        return dealt;
    }

    /** Where the resident input of a unit is. */
    int partitionOf(PlannedUnit unit) {
        int[] places = byGroup.get(unit.group());
        if (unit.key() >= places.length) {
            throw new IllegalArgumentException("unit %s of %s %s was planned, but the group has %s inputs"
                    .formatted(unit.kind(), unit.group(), unit.key(), places.length));
        }
        return places[(int) unit.key()];
    }

    /** The partitions by how much they have. */
    private static final class Loads {

        private record Load(long weight, int partition) {}

        private final PriorityQueue<Load> queue =
                new PriorityQueue<>(Comparator.comparingLong(Load::weight).thenComparingInt(Load::partition));

        Loads(int partitions) {
            this(new long[partitions]);
        }

        Loads(long[] start) {
            for (int partition = 0; partition < start.length; partition++) {
                queue.add(new Load(start[partition], partition));
            }
        }

        int place(long weight) {
            Load least = queue.remove();
            queue.add(new Load(least.weight + weight, least.partition));
            return least.partition;
        }
    }
}
