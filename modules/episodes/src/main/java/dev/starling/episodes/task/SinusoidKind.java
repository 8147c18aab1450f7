package dev.starling.episodes.task;

import dev.starling.engine.Settings;
import dev.starling.episodes.Tasks;
import dev.starling.episodes.TasksKind;
import java.util.List;

/** Registers {@link Sinusoids}. */
public final class SinusoidKind implements TasksKind {
    private static final String NAME = "sinusoid";

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    @Override
    public Tasks read(Settings tasks, String dataPath) {
        return new Sinusoids(
                tasks.count("shots"),
                tasks.count("queries"),
                tasks.count("test-queries"),
                tasks.group(NAME).number("phases", 1e-9, 1e9));
    }
}
