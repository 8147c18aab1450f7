package dev.starling.engine;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Named vectors of float32 or float64: the substance of states, unit states and gathered values. Immutable by
 * convention: arrays are neither copied in nor out, so nobody writes to an array that a {@code Vectors} holds.
 */
public final class Vectors {

    private static final Vectors EMPTY = new Vectors(new TreeMap<>());

    private final TreeMap<String, Object> byName;

    private Vectors(TreeMap<String, Object> byName) {
        this.byName = byName;
    }

    /** No vectors. */
    public static Vectors empty() {
        return EMPTY;
    }

    /** These vectors and one more (or another in its place). */
    public Vectors with(String name, float[] values) {
        return put(name, values);
    }

    /** These vectors and one more (or another in its place). */
    public Vectors with(String name, double[] values) {
        return put(name, values);
    }

    /** A single number, kept as a float64 vector of length one. */
    public Vectors with(String name, double value) {
        return put(name, new double[] {value});
    }

    /** These vectors without that one. */
    public Vectors without(String name) {
        TreeMap<String, Object> copy = new TreeMap<>(byName);
        copy.remove(name);
        return new Vectors(copy);
    }

    private Vectors put(String name, Object values) {
        TreeMap<String, Object> copy = new TreeMap<>(byName);
        copy.put(name, values);
        return new Vectors(copy);
    }

    public boolean has(String name) {
        return byName.containsKey(name);
    }

    public boolean isEmpty() {
        return byName.isEmpty();
    }

    /** Names to {@code float[]} or {@code double[]}, in the order of the names. */
    public Map<String, Object> asMap() {
        return Collections.unmodifiableMap(byName);
    }

    /** The float32 vector of that name; not to be written to. */
    public float[] floats(String name) {
        return typed(name, float[].class);
    }

    /** The float64 vector of that name; not to be written to. */
    public double[] doubles(String name) {
        return typed(name, double[].class);
    }

    /** The single number of that name. */
    public double number(String name) {
        return doubles(name)[0];
    }

    private <T> T typed(String name, Class<T> type) {
        Object values = byName.get(name);
        if (!type.isInstance(values)) {
            throw new IllegalArgumentException(
                    "no %s vector '%s' among %s".formatted(type.getComponentType(), name, byName.keySet()));
        }
        return type.cast(values);
    }

    /** Bytes of the elements alone. */
    public long sizeBytes() {
        long bytes = 0;
        for (Object values : byName.values()) {
            bytes += values instanceof float[] floats ? 4L * floats.length : 8L * ((double[]) values).length;
        }
        return bytes;
    }

    /** SHA-256 over names, types, lengths and element bits, as lower-case hex. */
    public String sha256() {
        return Hashes.sha256(toBytes());
    }

    /** The codec that crosses process borders: count, then name, type, length, big-endian elements of each vector. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.min(sizeBytes() + 256, 1 << 30));
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(byName.size());
            for (Map.Entry<String, Object> entry : byName.entrySet()) {
                byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
                out.writeInt(name.length);
                out.write(name);
                out.write(elements(entry.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static byte[] elements(Object values) {
        if (values instanceof float[] floats) {
            ByteBuffer buffer = ByteBuffer.allocate(5 + 4 * floats.length);
            buffer.put((byte) 'f').putInt(floats.length);
            buffer.asFloatBuffer().put(floats);
            return buffer.array();
        }
        double[] doubles = (double[]) values;
        ByteBuffer buffer = ByteBuffer.allocate(5 + 8 * doubles.length);
        buffer.put((byte) 'd').putInt(doubles.length);
        buffer.asDoubleBuffer().put(doubles);
        return buffer.array();
    }

    /** The inverse of {@link #toBytes()}. */
    public static Vectors fromBytes(byte[] bytes) {
        return read(ByteBuffer.wrap(bytes));
    }

    static Vectors read(ByteBuffer in) {
        TreeMap<String, Object> byName = new TreeMap<>();
        int count = in.getInt();
        for (int i = 0; i < count; i++) {
            byte[] name = new byte[in.getInt()];
            in.get(name);
            boolean single = in.get() == 'f';
            int length = in.getInt();
            Object values;
            if (single) {
                float[] floats = new float[length];
                in.asFloatBuffer().get(floats);
                in.position(in.position() + 4 * length);
                values = floats;
            } else {
                double[] doubles = new double[length];
                in.asDoubleBuffer().get(doubles);
                in.position(in.position() + 8 * length);
                values = doubles;
            }
            byName.put(new String(name, StandardCharsets.UTF_8), values);
        }
        return new Vectors(byName);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Vectors");
        byName.forEach((name, values) -> text.append(' ')
                .append(name)
                .append(values instanceof float[] f ? ":float32[" + f.length : ":float64[" + ((double[]) values).length)
                .append(']'));
        return text.toString();
    }
}
