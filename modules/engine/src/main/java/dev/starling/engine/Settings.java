package dev.starling.engine;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A group of settings, read once at the edge into records. It remembers which keys were asked for, so that {@link
 * #checkAllRead()} can name a key that nobody knows, where it stands and the nearest key that exists. Not for
 * travelling to workers.
 */
public final class Settings {

    private final ConfigObject object;
    private final String path;
    private final TreeSet<String> known = new TreeSet<>();
    private final Map<String, Settings> groups = new HashMap<>();
    private final Map<String, List<Settings>> elements = new HashMap<>();

    /**
     * @param config the group, resolved
     * @param path its full name, e.g. {@code starling.federated}, for messages
     */
    public Settings(Config config, String path) {
        this(config.root(), path);
    }

    private Settings(ConfigObject object, String path) {
        this.object = object;
        this.path = path;
    }

    /** The full name of this group. */
    public String path() {
        return path;
    }

    /** Whether the key is present with a value other than null. */
    public boolean has(String key) {
        known.add(key);
        ConfigValue value = object.get(key);
        return value != null && value.valueType() != ConfigValueType.NULL;
    }

    /** A nested group. */
    public Settings group(String key) {
        if (!groups.containsKey(key)) {
            if (!(value(key) instanceof ConfigObject nested)) {
                throw wrongType(key, "a group { ... }");
            }
            groups.put(key, new Settings(nested, path + "." + key));
        }
        return groups.get(key);
    }

    /** A list of groups, each completed by the defaults of another group. */
    public List<Settings> groups(String key, String defaultsKey) {
        ConfigObject defaults = defaults(defaultsKey);
        return elements(key, element -> defaults);
    }

    /**
     * A list of groups of several kinds, each completed by the defaults of its own kind.
     *
     * @param kindKey what in a group names its kind; the defaults of a kind are the group of that name in the group of defaults
     */
    public List<Settings> groups(String key, String defaultsKey, String kindKey) {
        ConfigObject defaults = defaults(defaultsKey);
        return elements(key, element -> {
            ConfigValue kind = element.get(kindKey);
            return kind != null && defaults.get(String.valueOf(kind.unwrapped())) instanceof ConfigObject own
                    ? own
                    : ConfigFactory.empty().root();
        });
    }

    private ConfigObject defaults(String key) {
        Settings defaults = group(key);
        defaults.known.addAll(defaults.object.keySet());
        return defaults.object;
    }

    private List<Settings> elements(String key, UnaryOperator<ConfigObject> defaults) {
        List<Settings> known = elements.get(key);
        if (known != null) {
            return known;
        }
        if (!(value(key) instanceof ConfigList list)) {
            throw wrongType(key, "a list [ { ... } ]");
        }
        List<Settings> result = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof ConfigObject element)) {
                throw bad(list.get(i).origin(), key + "[" + i + "]", list.get(i).unwrapped(), "give a group { ... }");
            }
            result.add(new Settings(element.withFallback(defaults.apply(element)), path + "." + key + "[" + i + "]"));
        }
        elements.put(key, List.copyOf(result));
        return elements.get(key);
    }

    /** Text. */
    public String text(String key) {
        ConfigValue value = value(key);
        if (value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST) {
            throw wrongType(key, "text");
        }
        return String.valueOf(value.unwrapped());
    }

    /** One of the constants of an enum, written in lower case with hyphens. */
    public <E extends Enum<E>> E oneOf(String key, Class<E> type) {
        return constant(key, text(key), type);
    }

    /** Some of the constants of an enum, written alike, each at most once. */
    public <E extends Enum<E>> List<E> allOf(String key, Class<E> type) {
        List<E> constants =
                texts(key).stream().map(text -> constant(key, text, type)).toList();
        if (constants.stream().distinct().count() < constants.size()) {
            throw invalid(key, "name each at most once");
        }
        return constants;
    }

    private <E extends Enum<E>> E constant(String key, String text, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (hyphenated(constant).equals(text)) {
                return constant;
            }
        }
        List<String> choices =
                Stream.of(type.getEnumConstants()).map(Settings::hyphenated).toList();
        String near = Nearest.of(text, choices)
                .map(choice -> "did you mean '" + choice + "'? ")
                .orElse("");
        throw invalid(key, near + "choose one of: " + String.join(", ", choices));
    }

    private static String hyphenated(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A truth value. */
    public boolean flag(String key) {
        return typed(key, "true or false", Config::getBoolean);
    }

    /** An integer within bounds. */
    public int integer(String key, int least, int most) {
        int value = typed(key, "an integer", Config::getInt);
        if (value < least || value > most) {
            throw invalid(key, "give an integer from %s to %s".formatted(least, most));
        }
        return value;
    }

    /** A positive integer. */
    public int count(String key) {
        return integer(key, 1, Integer.MAX_VALUE);
    }

    /** A finite number within bounds. */
    public double number(String key, double least, double most) {
        double value = typed(key, "a number", Config::getDouble);
        if (!(value >= least && value <= most)) {
            throw invalid(key, "give a number from %s to %s".formatted(least, most));
        }
        return value;
    }

    /** A list of integers. */
    public List<Integer> integers(String key) {
        return typed(key, "a list of integers", Config::getIntList);
    }

    /** A list of long integers, e.g. seeds. */
    public List<Long> longs(String key) {
        return typed(key, "a list of integers", Config::getLongList);
    }

    /** A list of texts. */
    public List<String> texts(String key) {
        return typed(key, "a list of texts", Config::getStringList);
    }

    /** A list of numbers. */
    public List<Double> numbers(String key) {
        return typed(key, "a list of numbers", Config::getDoubleList);
    }

    /** An error about the value of a key: says what it is, where it stands, and the given advice. */
    public InputException invalid(String key, String advice) {
        return bad(value(key).origin(), key, value(key).unwrapped(), advice);
    }

    /**
     * Fails on the first key, here or below, that nobody has asked for.
     *
     * @throws InputException naming the key, its place and the nearest key that exists
     */
    public void checkAllRead() {
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw new InputException("unknown key %s (%s): %s"
                        .formatted(
                                path + "." + entry.getKey(),
                                place(entry.getValue().origin()),
                                Nearest.of(entry.getKey(), known)
                                        .map(near -> "did you mean '" + near + "'?")
                                        .orElse("known keys here are " + known)));
            }
        }
        groups.values().forEach(Settings::checkAllRead);
        elements.values().forEach(list -> list.forEach(Settings::checkAllRead));
    }

    private ConfigValue value(String key) {
        known.add(key);
        ConfigValue value = object.get(key);
        if (value == null || value.valueType() == ConfigValueType.NULL) {
            throw new InputException(
                    "%s.%s is not set (%s): give it a value".formatted(path, key, place(object.origin())));
        }
        return value;
    }

    private interface Getter<T> {
        T get(Config config, String key);
    }

    private <T> T typed(String key, String wanted, Getter<T> getter) {
        value(key);
        try {
            return getter.get(object.toConfig(), "\"" + key + "\"");
        } catch (ConfigException.WrongType | ConfigException.BadValue e) {
            throw wrongType(key, wanted);
        }
    }

    private InputException wrongType(String key, String wanted) {
        return invalid(key, "give " + wanted);
    }

    private InputException bad(ConfigOrigin origin, String key, Object value, String advice) {
        String shown = value instanceof String text ? "'" + text + "'" : String.valueOf(value);
        return new InputException("%s.%s is %s (%s): %s".formatted(path, key, shown, place(origin), advice));
    }

    private static String place(ConfigOrigin origin) {
        String file = origin.filename() != null ? origin.filename() : origin.description();
        return origin.lineNumber() > 0 && origin.filename() != null ? file + ":" + origin.lineNumber() : file;
    }
}
