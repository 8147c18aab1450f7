package dev.starling.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starling.engine.DataException;
import java.io.IOException;
import java.nio.file.Path;

/** The small JSON files of a store: a record each, with the format's number first. */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Json() {}

    static byte[] bytes(Record value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value + " as JSON", e);
        }
    }

    static byte[] readable(Record value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value + " as JSON", e);
        }
    }

    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value + " as JSON", e);
        }
    }

    /**
     * Reads a record, after a look at its {@code format}.
     *
     * @throws DataException if the file cannot be read, is no JSON, or is of a newer format
     */
    static <T extends Record> T read(Path file, Class<T> type) {
        try {
            JsonNode tree = MAPPER.readTree(Disk.read(file));
            int format = tree.path("format").asInt(0);
            if (format > Layout.FORMAT) {
                throw new DataException(
                        "%s is of store format %s, and this Starling knows formats up to %s: use the newer Starling that wrote it"
                                .formatted(file, format, Layout.FORMAT));
            }
            if (format < 1) {
                throw new DataException(
                        "%s names no store format: it is damaged, or no file of a Starling store".formatted(file));
            }
            return MAPPER.treeToValue(tree, type);
        } catch (IOException e) {
            throw new DataException("cannot read %s: %s; restore it from a copy".formatted(file, e.getMessage()), e);
        }
    }
}
