package dev.starling.episodes.task;

import dev.starling.data.Examples;
import dev.starling.episodes.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Examples by class and classes by split, held once a JVM. Classes of one episode come from one group: a data set whose classes go
 * with one another has one group a split, digits by their writers have a group a writer.
 */
final class ClassPools {
    private final Examples examples;
    private final int[][] members;
    private final int[] quarterTurns;
    private final Map<Split, List<int[]>> groups;

    /**
     * Arrays are not copied and are read only.
     *
     * @param members [class][example] where a class's examples stand in {@code examples}; a class's id is its place
     * @param quarterTurns [class] by how many right angles images of a class are turned, counterclockwise
     * @param groups of each split: class ids, ascending; no class is in two splits
     */
    ClassPools(Examples examples, int[][] members, int[] quarterTurns, Map<Split, List<int[]>> groups) {
        this.examples = examples;
        this.members = members;
        this.quarterTurns = quarterTurns;
        this.groups = new EnumMap<>(groups);
    }

    /** Where classes have examples enough for a size: groups with too few of those are left out. */
    List<int[]> groups(Split split, EpisodeSizes.Size size) {
        List<int[]> fitting = new ArrayList<>();
        for (int[] group : groups.get(split)) {
            int[] classes = Arrays.stream(group)
                    .filter(id -> members[id].length >= size.shots() + size.queries())
                    .toArray();
            if (classes.length >= size.ways()) {
                fitting.add(classes);
            }
        }
        return fitting;
    }

    /** Examples of the class of a split that has most. */
    int mostExamples(Split split) {
        return groups.get(split).stream()
                .flatMapToInt(Arrays::stream)
                .map(id -> members[id].length)
                .max()
                .orElse(0);
    }

    /** Classes with so many examples in the group of a split that has most of them. */
    int mostClasses(Split split, int examplesEach) {
        return groups.get(split).stream()
                .mapToInt(group -> (int) Arrays.stream(group)
                        .filter(id -> members[id].length >= examplesEach)
                        .count())
                .max()
                .orElse(0);
    }

    /** Examples of a class. */
    int examples(int classId) {
        return members[classId].length;
    }

    /** Values of one input. */
    int inputSize() {
        return examples.inputSize();
    }

    int[] inputShape() {
        return examples.inputShape();
    }

    /** Writes an example of a class, turned as its class is. */
    void copy(int classId, int example, float[] target, int offset) {
        examples.copyInput(members[classId][example], target, offset);
        if (quarterTurns[classId] > 0) {
            turn(target, offset, examples.inputShape()[0], quarterTurns[classId]);
        }
    }

    /** Turns a square gray image in place, counterclockwise. */
    static void turn(float[] values, int offset, int side, int quarters) {
        float[] image = Arrays.copyOfRange(values, offset, offset + side * side);
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                int from = switch (quarters % 4) {
                    case 0 -> row * side + column;
                    case 1 -> column * side + side - 1 - row;
                    case 2 -> (side - 1 - row) * side + side - 1 - column;
                    default -> (side - 1 - column) * side + row;
                };
                values[offset + row * side + column] = image[from];
            }
        }
    }
}
