package dev.starling.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of little-endian numbers, as other languages read them. */
final class RawFile implements AutoCloseable {
    private final OutputStream out;

    private RawFile(OutputStream out) {
        this.out = out;
    }

    static RawFile create(Path path) throws IOException {
        return new RawFile(new BufferedOutputStream(Files.newOutputStream(path), 1 << 16));
    }

    void write(float[] values) throws IOException {
        ByteBuffer bytes = bytes(values.length);
        bytes.asFloatBuffer().put(values);
        out.write(bytes.array());
    }

    void write(int[] values) throws IOException {
        ByteBuffer bytes = bytes(values.length);
        bytes.asIntBuffer().put(values);
        out.write(bytes.array());
    }

    private static ByteBuffer bytes(int numbers) {
        return ByteBuffer.allocate(4 * numbers).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
