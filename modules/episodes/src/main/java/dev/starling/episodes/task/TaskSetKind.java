package dev.starling.episodes.task;

import dev.starling.engine.Settings;
import dev.starling.episodes.Tasks;
import dev.starling.episodes.TasksKind;
import java.util.HashSet;
import java.util.List;

/** Registers fixed lists of tasks. */
public final class TaskSetKind implements TasksKind {
    private static final String FORGETTING = "forgetting";
    private static final String ROTATED = "rotated-fashion-mnist";
    private static final String PERMUTED = "permuted-fashion-mnist";
    private static final String TREEBANKS = "ud-pos";

    private static final int IMAGES = 60_000;
    private static final int TEST_IMAGES = 10_000;

    @Override
    public List<String> names() {
        return List.of(FORGETTING, ROTATED, PERMUTED, TREEBANKS);
    }

    @Override
    public Tasks read(Settings tasks, String dataPath) {
        String family = tasks.text("family");
        Settings own = tasks.group(family);
        return FixedTasks.of(
                switch (family) {
                    case FORGETTING -> forgetting(own);
                    case ROTATED -> {
                        List<Integer> seen = own.integers("seen");
                        requireDistinct(own, seen, own.integers("unseen"));
                        yield garments(
                                own,
                                dataPath,
                                GarmentTasks.rotations(seen),
                                GarmentTasks.rotations(own.integers("unseen")));
                    }
                    case PERMUTED -> {
                        int seen = own.integers("sizes").size();
                        yield garments(
                                own,
                                dataPath,
                                GarmentTasks.permutations(0, seen),
                                GarmentTasks.permutations(seen, seen + own.integer("unseen", 0, 1000)));
                    }
                    default -> treebanks(own, dataPath);
                });
    }

    private static ForgettingTasks forgetting(Settings own) {
        return new ForgettingTasks(
                sizes(own),
                own.integer("unseen", 0, 1000),
                own.count("pretraining"),
                own.count("validation"),
                own.count("test"),
                own.number("strength", 0, 100),
                own.integer("seed", 0, Integer.MAX_VALUE));
    }

    private static GarmentTasks garments(Settings own, String dataPath, List<Change> seen, List<Change> unseen) {
        List<Integer> sizes = sizes(own);
        if (sizes.size() != seen.size()) {
            throw own.invalid("sizes", "give one for each of the %s seen tasks".formatted(seen.size()));
        }
        int side = own.count("side");
        if (side != 28 && side != 14) {
            throw own.invalid("side", "give 28 or 14");
        }
        GarmentTasks garments = new GarmentTasks(
                dataPath,
                seen,
                unseen,
                sizes,
                own.integer("pretraining", 1, IMAGES),
                own.integer("validation", 1, IMAGES),
                own.integer("test", 1, TEST_IMAGES),
                side,
                own.integer("seed", 0, Integer.MAX_VALUE));
        if (garments.taken() > IMAGES) {
            throw own.invalid(
                    "pretraining",
                    "with the tasks' training and validation images that is %s of %s images: lower it, sizes or validation"
                            .formatted(garments.taken(), IMAGES));
        }
        return garments;
    }

    private static TreebankTasks treebanks(Settings own, String dataPath) {
        List<String> seen = own.texts("seen");
        List<String> unseen = own.texts("unseen");
        requireDistinct(own, seen, unseen);
        int buckets = own.integer("buckets", 4, 1 << 16);
        if (buckets % 4 != 0) {
            throw own.invalid("buckets", "give a multiple of 4");
        }
        return new TreebankTasks(dataPath, seen, unseen, buckets);
    }

    private static List<Integer> sizes(Settings own) {
        List<Integer> sizes = own.integers("sizes");
        if (sizes.isEmpty() || sizes.stream().anyMatch(size -> size < 1 || size > IMAGES)) {
            throw own.invalid("sizes", "give one for each task, from 1 to " + IMAGES);
        }
        return sizes;
    }

    private static <T> void requireDistinct(Settings own, List<T> seen, List<T> unseen) {
        if (seen.isEmpty() || new HashSet<>(seen).size() < seen.size()) {
            throw own.invalid("seen", "name at least one task, and each once");
        }
        for (T task : unseen) {
            if (seen.contains(task)) {
                throw own.invalid("unseen", task + " is among the seen tasks: leave it out of one list");
            }
        }
    }
}
