package dev.starling.store;

import dev.starling.engine.Block;
import dev.starling.engine.Row;
import dev.starling.engine.Vectors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * Hash of what a block says. Two attempts at the same block have the same, though times and hosts (diagnostic columns)
 * and the files of own states differ.
 */
final class BlockContent {

    private static final int CHUNK = 1 << 14;

    private final MessageDigest digest;

    private BlockContent() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static String hash(Block block, Function<Row, RowCodec<?>> codecs) {
        BlockContent content = new BlockContent();
        content.add(block.trial());
        content.add((long) block.index());
        content.add((long) block.end().round());
        content.add(block.end().vectors());
        content.add(block.end().constants());
        content.add((long) block.rows().size());
        for (Row row : block.rows()) {
            content.add(row, codecs.apply(row));
        }
        block.own().keySet().forEach(key -> {
            content.add(key.group());
            content.add(key.key());
        });
        content.add(block.last() ? 1L : 0L);
        if (block.last()) {
            content.add(block.conclusion().model().network());
            content.add(block.conclusion().model().layoutJson());
            content.addValue(block.conclusion().model().parameters());
            block.conclusion().metrics().forEach((name, value) -> {
                content.add(name);
                content.addValue(value);
            });
        }
        return HexFormat.of().formatHex(content.digest.digest());
    }

    private void add(Row row, RowCodec<?> codec) {
        add(codec.schema().name());
        List<ColumnSpec> columns = codec.schema().columns();
        Object[] values = codec.values(row);
        for (int i = 0; i < values.length; i++) {
            if (!columns.get(i).diagnostic()) {
                addValue(values[i]);
            }
        }
    }

    private void add(Vectors vectors) {
        vectors.asMap().forEach((name, values) -> {
            add(name);
            addValue(values);
        });
    }

    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add((long) bytes.length);
        digest.update(bytes);
    }

    private void add(long number) {
        digest.update(ByteBuffer.allocate(8).putLong(number).array());
    }

    /** A tag for the type, so that neighbours cannot be mistaken for one another, then the value's bits. */
    private void addValue(Object value) {
        if (value == null) {
            digest.update((byte) 0);
        } else if (value instanceof String text) {
            digest.update((byte) 1);
            add(text);
        } else if (value instanceof Double number) {
            digest.update((byte) 2);
            add(Double.doubleToLongBits(number));
        } else if (value instanceof Float number) {
            digest.update((byte) 3);
            add((long) Float.floatToIntBits(number));
        } else if (value instanceof Number number) {
            digest.update((byte) 4);
            add(number.longValue());
        } else if (value instanceof Boolean flag) {
            digest.update((byte) 5);
            add(flag ? 1L : 0L);
        } else {
            addArray(value);
        }
    }

    private void addArray(Object array) {
        digest.update((byte) 6);
        if (array instanceof byte[] bytes) {
            add((long) bytes.length);
            digest.update(bytes);
        } else if (array instanceof int[] ints) {
            chunks(ints.length, 4, (buffer, i) -> buffer.putInt(ints[i]));
        } else if (array instanceof long[] longs) {
            chunks(longs.length, 8, (buffer, i) -> buffer.putLong(longs[i]));
        } else if (array instanceof float[] floats) {
            chunks(floats.length, 4, (buffer, i) -> buffer.putInt(Float.floatToIntBits(floats[i])));
        } else {
            double[] doubles = (double[]) array;
            chunks(doubles.length, 8, (buffer, i) -> buffer.putLong(Double.doubleToLongBits(doubles[i])));
        }
    }

    private interface Element {
        void put(ByteBuffer buffer, int index);
    }

    private void chunks(int length, int size, Element element) {
        add((long) length);
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK * size);
        for (int i = 0; i < length; i++) {
            element.put(buffer, i);
            if (!buffer.hasRemaining() || i == length - 1) {
                digest.update(buffer.flip());
                buffer.clear();
            }
        }
    }
}
