package dev.starling.engine;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings of a run: an experiment file over the defaults of all modules, with overrides on top.
 *
 * @param resolved the resolved {@code starling} group, without anything of the JVM's own properties
 */
public record RunSettings(Config resolved) {

    private static final String DATA_PATH = "data.path";

    /** Keys that say where and how wide a run computes, never what: they may change between attempts. */
    private static final List<String> OPERATIONAL =
            List.of("partitions", "parallel", "exchange", "accelerator", "kernel.replay", DATA_PATH);

    /**
     * Reads an experiment file.
     *
     * @param file in HOCON; may include others, relative to itself
     * @param overrides full keys to values, strongest last; from {@code --set} or {@code -D}
     * @throws InputException if the file is missing or is not HOCON
     */
    public static RunSettings read(Path file, Map<String, String> overrides) {
        if (!Files.isRegularFile(file)) {
            throw new InputException("experiment file %s does not exist: check the path".formatted(file));
        }
        try {
            return of(
                    ConfigFactory.parseFile(
                            file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false)),
                    overrides);
        } catch (ConfigException e) {
            throw new InputException("cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** The same from a configuration that was parsed elsewhere, e.g. the one that a store kept. */
    public static RunSettings of(Config experiment, Map<String, String> overrides) {
        Config top = ConfigFactory.empty();
        for (Map.Entry<String, String> override : overrides.entrySet()) {
            top = parseOverride(override.getKey(), override.getValue()).withFallback(top);
        }
        Config all = top.withFallback(experiment)
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve();
        return new RunSettings(withAbsolutePath(all.getConfig("starling")));
    }

    /** A relative path would mean another folder to a resume from elsewhere and to executors. */
    private static Config withAbsolutePath(Config resolved) {
        String path = resolved.getString(DATA_PATH);
        return path.isEmpty()
                ? resolved
                : resolved.withValue(
                        DATA_PATH,
                        ConfigValueFactory.fromAnyRef(
                                Path.of(path).toAbsolutePath().normalize().toString(),
                                resolved.getValue(DATA_PATH).origin().description()));
    }

    /** The settings that {@link #json()} gave. */
    public static RunSettings stored(String json) {
        return new RunSettings(ConfigFactory.parseString(json));
    }

    private static Config parseOverride(String key, String value) {
        ConfigParseOptions origin = ConfigParseOptions.defaults().setOriginDescription("--set " + key + "=" + value);
        if (!key.startsWith("starling.")) {
            throw new InputException("--set %s=%s: settings begin with 'starling.'; did you mean starling.%s?"
                    .formatted(key, value, key));
        }
        try {
            return ConfigFactory.parseString(key + " = " + value, origin);
        } catch (ConfigException e) {
            // Not HOCON as it stands, e.g. a path with a colon: then it is meant as text.
            return ConfigFactory.parseMap(Map.of(key, value), "--set " + key + "=" + value);
        }
    }

    /** A reader of the {@code starling} group. */
    public Settings settings() {
        return new Settings(resolved, "starling");
    }

    /** The resolved settings as one JSON text, keys in order: what {@code --dry-run} prints and the store keeps. */
    public String json() {
        return resolved.root().render(ConfigRenderOptions.concise().setFormatted(true));
    }

    /** Hash of everything that decides results; operational keys are left out. */
    public String hash() {
        Config deciding = resolved;
        for (String key : OPERATIONAL) {
            deciding = deciding.withoutPath(key);
        }
        return Hashes.sha256(deciding.root().render(ConfigRenderOptions.concise()));
    }

    /**
     * What of the settings that decide results is different in another run's, one text a key: {@code
     * starling.federated.rounds: 20, there 10}.
     */
    public List<String> differences(RunSettings there) {
        Map<String, String> mine = deciding();
        Map<String, String> theirs = there.deciding();
        TreeSet<String> keys = new TreeSet<>(mine.keySet());
        keys.addAll(theirs.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(mine.get(key), theirs.get(key)))
                .map(key -> "starling.%s: %s, there %s"
                        .formatted(key, mine.getOrDefault(key, "not set"), theirs.getOrDefault(key, "not set")))
                .toList();
    }

    private Map<String, String> deciding() {
        Map<String, String> values = new TreeMap<>();
        resolved.entrySet()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().render(ConfigRenderOptions.concise())));
        values.keySet().removeAll(OPERATIONAL);
        return values;
    }

    /** The seeds, checked for repetitions. */
    public static List<Long> seeds(Settings settings) {
        List<Long> seeds = settings.longs("seeds");
        if (seeds.isEmpty() || new HashSet<>(seeds).size() != seeds.size()) {
            throw settings.invalid("seeds", "give at least one seed, and each once");
        }
        return seeds;
    }
}
