package dev.starling.episodes.sequential;

import dev.starling.engine.Settings;
import dev.starling.episodes.Tasks;
import dev.starling.episodes.TasksKind;
import java.util.List;

/** Registers {@link Landscape}. */
public final class LandscapeKind implements TasksKind {
    private static final String NAME = "landscape";

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    @Override
    public Tasks read(Settings tasks, String dataPath) {
        Settings own = tasks.group(NAME);
        return new Landscape(own.number("start-x", -1000, 1000), own.number("start-y", -1000, 1000));
    }
}
