package dev.starling.nn;

import dev.starling.kernel.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;

/**
 * The names and shapes of what lies in a flat vector: entry after entry without gaps, each row-major.
 *
 * @param entries in the order of their offsets; copied
 */
public record Layout(List<Entry> entries) {

    /**
     * One named tensor of a layout.
     *
     * @param name unique in its layout, for example {@code dense1/weight}
     * @param shape lengths of the axes, each at least 1; copied in and out
     * @param offset index of its first element in the flat vector
     */
    @SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString compare the contents below
    public record Entry(String name, int[] shape, int offset) {

        public Entry {
            if (name.isBlank()) {
                throw new IllegalArgumentException("An entry of a layout has a blank name: name it");
            }
            for (int length : shape) {
                if (length < 1) {
                    throw new IllegalArgumentException("Entry '" + name + "' of a layout has the shape "
                            + Arrays.toString(shape) + ": every axis must be at least 1 long");
                }
            }
            shape = shape.clone();
        }

        @Override
        public int[] shape() {
            return shape.clone();
        }

        /** Number of elements, the product of the shape. */
        public int size() {
            return Shapes.size(shape);
        }

        /** The layer's name: what stands before the first slash, or all. */
        public String layer() {
            int slash = name.indexOf('/');
            return slash < 0 ? name : name.substring(0, slash);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry that
                    && name.equals(that.name)
                    && offset == that.offset
                    && Arrays.equals(shape, that.shape);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * name.hashCode() + Arrays.hashCode(shape)) + offset;
        }

        @Override
        public String toString() {
            return name + Arrays.toString(shape) + "@" + offset;
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    public Layout {
        entries = List.copyOf(entries);
        int offset = 0;
        Set<String> names = new HashSet<>();
        for (Entry entry : entries) {
            if (entry.offset() != offset) {
                throw new IllegalArgumentException("Entry '" + entry.name() + "' of a layout begins at "
                        + entry.offset() + ", but the entries before it end at " + offset
                        + ": leave no gap and no overlap");
            }
            if (!names.add(entry.name())) {
                throw new IllegalArgumentException(
                        "Two entries of a layout are named '" + entry.name() + "': names must differ");
            }
            offset = Math.addExact(offset, entry.size());
        }
    }

    /** Starts an empty layout to which entries are added one after another. */
    public static Builder builder() {
        return new Builder();
    }

    /** Number of elements of the flat vector. */
    public int size() {
        if (entries.isEmpty()) {
            return 0;
        }
        Entry last = entries.get(entries.size() - 1);
        return last.offset() + last.size();
    }

    /**
     * The first entry of each layer, as its index. A layer is what names call alike up to their first slash, entries that follow
     * one another.
     */
    public List<Integer> layers() {
        List<Integer> first = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            if (i == 0 || !entries.get(i).layer().equals(entries.get(i - 1).layer())) {
                first.add(i);
            }
        }
        return List.copyOf(first);
    }

    /**
     * Where the last layers begin, as the index of an entry.
     *
     * @param count how many, from 1 to the number of {@link #layers()}
     */
    public int lastLayers(int count) {
        List<Integer> first = layers();
        if (count < 1 || count > first.size()) {
            throw new IllegalArgumentException("The last %s layers of a layout of %s: ask for 1 to %s"
                    .formatted(count, first.size(), first.size()));
        }
        return first.get(first.size() - count);
    }

    /**
     * Cuts a flat tensor into its entries, in their order. One multi-output primitive, so the derivative of all cuts
     * together is one concatenation.
     *
     * @param flat {@code [size()]}
     */
    public List<Tensor> split(Tensor flat) {
        if (flat.size() != size()) {
            throw new IllegalArgumentException("The vector has " + flat.size() + " elements and its layout " + size()
                    + ": these parameters belong to another network");
        }
        List<Tensor> parts =
                flat.split(0, entries.stream().mapToInt(Entry::size).toArray());
        List<Tensor> shaped = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            shaped.add(parts.get(i).reshape(entries.get(i).shape()));
        }
        return List.copyOf(shaped);
    }

    /** Like {@link #split}, by name, in the order of the entries. */
    public Map<String, Tensor> named(Tensor flat) {
        List<Tensor> parts = split(flat);
        Map<String, Tensor> byName = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            byName.put(entries.get(i).name(), parts.get(i));
        }
        return byName;
    }

    /** The text form that the store keeps: {@code [{"name":"dense1/weight","shape":[784,10]},...]}. */
    public String toJson() {
        ArrayNode array = JSON.createArrayNode();
        for (Entry entry : entries) {
            ArrayNode shape = array.addObject().put("name", entry.name()).putArray("shape");
            Arrays.stream(entry.shape()).forEach(shape::add);
        }
        return array.toString();
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when the text is not a layout
     */
    public static Layout fromJson(String json) {
        try {
            JsonNode array = JSON.readTree(json);
            if (!array.isArray()) {
                throw new IllegalArgumentException("Text is JSON but not the array of a layout: " + json);
            }
            Builder builder = builder();
            for (JsonNode node : array) {
                if (!node.path("name").isTextual() || !node.path("shape").isArray()) {
                    throw new IllegalArgumentException(
                            "A layout entry is " + node + ": it needs a text 'name' and an array 'shape'");
                }
                JsonNode lengths = node.get("shape");
                int[] shape = new int[lengths.size()];
                for (int i = 0; i < shape.length; i++) {
                    shape[i] = lengths.get(i).intValue();
                }
                builder.add(node.get("name").textValue(), shape);
            }
            return builder.build();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Text is not the JSON of a layout: " + json, e);
        }
    }

    @Override
    public String toString() {
        return entries.stream()
                .map(entry -> entry.name() + Arrays.toString(entry.shape()))
                .collect(Collectors.joining(", ", "Layout(" + size() + ": ", ")"));
    }

    /** Collects entries and computes their offsets. Not thread-safe. */
    public static final class Builder {
        private final List<Entry> entries = new ArrayList<>();
        private int offset;

        private Builder() {}

        /** Appends a tensor after those added before. */
        public Builder add(String name, int... shape) {
            Entry entry = new Entry(name, shape, offset);
            entries.add(entry);
            offset = Math.addExact(offset, entry.size());
            return this;
        }

        public Layout build() {
            return new Layout(entries);
        }
    }
}
