package dev.starling.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.driver.Configuration;
import io.aeron.driver.MediaDriver;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What other libraries set for Aeron in this process does not reach ours. */
@Timeout(60)
class ContextsTest {
    private final Map<String, String> before = new TreeMap<>();

    @TempDir
    Path memory;

    @BeforeEach
    void remember() {
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("aeron."))
                .forEach(name -> before.put(name, System.getProperty(name)));
    }

    @AfterEach
    void restore() {
        System.getProperties().keySet().removeIf(name -> name.toString().startsWith("aeron."));
        before.forEach(System::setProperty);
    }

    /** A value that deeplearning4j's parameter server sets, and that Aeron refuses beside its own defaults (deeplearning4j#9677). */
    @Test
    void aNodeOpensWhereAnotherLibraryHasSetAeronsProperties() {
        System.setProperty("aeron.client.liveness.timeout", "30s");
        System.setProperty("aeron.publication.unblock.timeout", "1s");
        System.setProperty("aeron.threading.mode", "DEDICATED");
        System.setProperty("aeron.dir", "/nowhere");
        try (Node node = Node.open(settings())) {
            assertThat(node.isOpen()).isTrue();
        }
    }

    @Test
    void noSettingComesFromASystemProperty() throws ReflectiveOperationException {
        Map<String, Object> driver = values(Contexts.driver(settings(), "/x"));
        Map<String, Object> client = values(Contexts.client("/x"));
        Map<String, Object> untouched = values(new MediaDriver.Context());
        for (String property : numbers()) {
            System.setProperty(property, "65536");
        }
        System.setProperty("aeron.dir.delete.on.start", "true");
        System.setProperty("aeron.term.buffer.sparse.file", "true");
        assertThat(changed(driver, values(Contexts.driver(settings(), "/x")))).isEmpty();
        assertThat(changed(client, values(Contexts.client("/x")))).isEmpty();
        // The properties do reach a context that nobody has set up, or this test would show nothing.
        assertThat(changed(untouched, values(new MediaDriver.Context()))).hasSizeGreaterThan(30);
    }

    private static List<String> changed(Map<String, Object> before, Map<String, Object> after) {
        return before.keySet().stream()
                .filter(name -> !before.get(name).equals(after.get(name)))
                .toList();
    }

    /** The names of all properties with a length or a time. */
    private static List<String> numbers() throws IllegalAccessException {
        TreeSet<String> names = new TreeSet<>();
        for (Class<?> type : List.of(Configuration.class, CommonContext.class, Aeron.Configuration.class)) {
            for (Field field : type.getFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getName().endsWith("_PROP_NAME")) {
                    names.add((String) field.get(null));
                }
            }
        }
        return names.stream()
                .filter(name ->
                        name.matches(".*(timeout|length|interval|delay|linger|threshold|size|ratio|limit|ttl|backoff|"
                                + "multiple|resend|group\\.tag|window|mtu).*"))
                .filter(name ->
                        !name.contains("strategy") && !name.contains("supplier") && !name.contains("resolver.n"))
                .toList();
    }

    private static Map<String, Object> values(Object context) throws ReflectiveOperationException {
        Map<String, Object> values = new TreeMap<>();
        for (Method method : Stream.of(context.getClass().getMethods()).toList()) {
            Class<?> type = method.getReturnType();
            boolean plain = type == long.class || type == int.class || type == boolean.class || type == String.class;
            if (plain
                    && method.getParameterCount() == 0
                    && !Modifier.isStatic(method.getModifiers())
                    && !List.of("hashCode", "toString", "aeronDirectoryName").contains(method.getName())) {
                try {
                    values.put(method.getName(), Optional.ofNullable(method.invoke(context)));
                } catch (InvocationTargetException e) {
                    values.put(method.getName(), "not before it is concluded");
                }
            }
        }
        return values;
    }

    private NodeSettings settings() {
        return NodeSettings.read(
                "127.0.0.1", name -> name.endsWith("directory") ? Optional.of(memory.toString()) : Optional.empty());
    }
}
