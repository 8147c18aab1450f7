package dev.starling.episodes;

import dev.starling.engine.InputException;
import dev.starling.engine.Nearest;
import dev.starling.engine.Settings;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;

/** What is registered under names: kinds of methods, families of tasks. */
record Registry<K>(Map<String, K> byName) {

    static Registry<MethodKind> methods() {
        return of(MethodKind.class, MethodKind::names);
    }

    static Registry<TasksKind> tasks() {
        return of(TasksKind.class, TasksKind::names);
    }

    private static <K> Registry<K> of(Class<K> type, Function<K, List<String>> names) {
        Map<String, K> byName = new TreeMap<>();
        for (K kind : ServiceLoader.load(type)) {
            for (String name : names.apply(kind)) {
                K other = byName.put(name, kind);
                if (other != null) {
                    throw new IllegalStateException("'%s' is registered by %s and by %s"
                            .formatted(
                                    name,
                                    other.getClass().getName(),
                                    kind.getClass().getName()));
                }
            }
        }
        return new Registry<>(byName);
    }

    /**
     * What the text of a key names.
     *
     * @throws InputException naming the nearest that there is
     */
    K choose(Settings settings, String key) {
        String name = settings.text(key);
        K kind = byName.get(name);
        if (kind == null) {
            String near = Nearest.of(name, byName.keySet())
                    .map(known -> "did you mean '" + known + "'? ")
                    .orElse("");
            throw settings.invalid(key, near + "choose one of: " + String.join(", ", byName.keySet()));
        }
        return kind;
    }
}
