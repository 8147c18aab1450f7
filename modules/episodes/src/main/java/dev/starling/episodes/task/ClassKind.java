package dev.starling.episodes.task;

import dev.starling.engine.InputException;
import dev.starling.engine.Settings;
import dev.starling.episodes.Split;
import dev.starling.episodes.Tasks;
import dev.starling.episodes.TasksKind;
import java.util.List;
import java.util.Locale;

/** Registers families of image classes: {@link ClassData}. */
public final class ClassKind implements TasksKind {
    private static final String OMNIGLOT = "omniglot";
    private static final String FASHION = "fashion-mnist";
    private static final String WRITERS = "mnist-writers";

    @Override
    public List<String> names() {
        return List.of(OMNIGLOT, FASHION, WRITERS);
    }

    @Override
    public Tasks read(Settings tasks, String dataPath) {
        String family = tasks.text("family");
        Settings own = tasks.group(family);
        ClassData data = switch (family) {
            case OMNIGLOT ->
                new ClassData.Symbols(
                        dataPath, own.oneOf("split", ClassData.SymbolSplit.class), own.flag("rotations"), side(own));
            case FASHION -> new ClassData.Garments(dataPath, side(own));
            default -> new ClassData.Writers(dataPath, side(own));
        };
        EpisodeSizes sizes = EpisodeSizes.read(tasks);
        ClassData.Opened opened = data.open();
        for (Split split : Split.values()) {
            requireFit(opened.pools(), split, sizes.of(split), tasks);
        }
        return new ClassEpisodes(data, opened.hash(), sizes, Corruptions.read(tasks));
    }

    private static int side(Settings own) {
        int side = own.count("side");
        if (side != 28 && side != 14) {
            throw own.invalid("side", "give 28 or 14");
        }
        return side;
    }

    /** Refuses sizes that no episode of a split can have. */
    static void requireFit(ClassPools pools, Split split, EpisodeSizes.Size size, Settings tasks) {
        String name = split.name().toLowerCase(Locale.ROOT);
        int each = size.shots() + size.queries();
        int examples = pools.mostExamples(split);
        if (each > examples) {
            throw invalid(
                    tasks,
                    split,
                    "shots",
                    "%s shots and %s queries take %s examples a class, and no class of the split %s has more than %s: lower shots or %s"
                            .formatted(
                                    size.shots(),
                                    size.queries(),
                                    each,
                                    name,
                                    examples,
                                    split == Split.TRAIN ? "queries" : "test-queries"));
        }
        int classes = pools.mostClasses(split, each);
        if (size.ways() > classes) {
            throw invalid(
                    tasks,
                    split,
                    "ways",
                    "an episode of the split %s has %s classes with %s examples to choose from: lower it to %s at most"
                            .formatted(name, classes, each, classes));
        }
    }

    /** About the key that says it: training episodes may have their own. */
    private static InputException invalid(Settings tasks, Split split, String key, String advice) {
        boolean own = split == Split.TRAIN && tasks.integer("train-" + key, 0, Integer.MAX_VALUE) > 0;
        return tasks.invalid(own ? "train-" + key : key, advice);
    }
}
