package dev.starling.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Small made-up files in the formats that are read. */
final class Written {
    private Written() {}

    static Path bytes(Path file, byte[] content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** An IDX file: magic number, dimensions, content. */
    static byte[] idx(int magic, int[] dimensions, byte[] content) {
        ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * dimensions.length + content.length);
        buffer.putInt(magic);
        Arrays.stream(dimensions).forEach(buffer::putInt);
        return buffer.put(content).array();
    }

    static byte[] idxInts(int[] dimensions, int... values) {
        ByteBuffer content = ByteBuffer.allocate(4 * values.length);
        content.asIntBuffer().put(values);
        return idx(0x0c02, dimensions, content.array());
    }

    /** Images of {@code side x side} whose pixel j of image i is {@code i + j}. */
    static byte[] images(int count, int side) {
        byte[] pixels = new byte[count * side * side];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i / (side * side) + i % (side * side));
        }
        return idx(0x0803, new int[] {count, side, side}, pixels);
    }

    static byte[] labels(int... labels) {
        byte[] bytes = new byte[labels.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) labels[i];
        }
        return idx(0x0801, new int[] {labels.length}, bytes);
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** A tar archive's member: header and content, padded. */
    static byte[] member(String name, byte[] content) {
        byte[] block = new byte[512 + (content.length + 511) / 512 * 512];
        put(block, 0, name);
        put(block, 100, "0000644\0");
        put(block, 124, String.format(java.util.Locale.ROOT, "%011o\0", content.length));
        put(block, 148, "        ");
        block[156] = '0';
        put(block, 257, "ustar\00000");
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += block[i] & 0xff;
        }
        put(block, 148, String.format(java.util.Locale.ROOT, "%06o\0 ", sum));
        System.arraycopy(content, 0, block, 512, content.length);
        return block;
    }

    static byte[] tar(byte[]... members) {
        return concat(concat(members), new byte[1024]);
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
