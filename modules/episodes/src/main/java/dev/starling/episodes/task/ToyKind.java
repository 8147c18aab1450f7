package dev.starling.episodes.task;

import dev.starling.engine.Settings;
import dev.starling.episodes.Tasks;
import dev.starling.episodes.TasksKind;
import java.util.List;
import java.util.Locale;

/** Registers {@link Toys}. */
public final class ToyKind implements TasksKind {
    private static final String GAUSSIANS = "gaussians";

    @Override
    public List<String> names() {
        return List.of("moons", "circles", GAUSSIANS);
    }

    @Override
    public Tasks read(Settings tasks, String dataPath) {
        String family = tasks.text("family");
        Settings own = tasks.group(family);
        EpisodeSizes sizes = EpisodeSizes.read(tasks);
        requireHalves(tasks, sizes.train(), "queries");
        requireHalves(tasks, sizes.test(), "test-queries");
        return new Toys(
                ToyFamily.valueOf(family.toUpperCase(Locale.ROOT)),
                family.equals(GAUSSIANS) ? sizes : sizes.ofWays(2),
                own.flag("normalize"),
                own.integer("pool", 0, Integer.MAX_VALUE),
                own.integer("grid", 2, 1000));
    }

    private static void requireHalves(Settings tasks, EpisodeSizes.Size size, String key) {
        if (size.queries() < size.shots()) {
            throw tasks.invalid(
                    key,
                    "half of a class's points must hold its %s shots: give at least as many queries"
                            .formatted(size.shots()));
        }
    }
}
