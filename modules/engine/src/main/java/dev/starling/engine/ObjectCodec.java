package dev.starling.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * The bytes of what crosses process borders: written one after another, and what is small by the JDK's serialization, which knows
 * records (Spark's Kryo does not).
 */
final class ObjectCodec {

    private ObjectCodec() {}

    /** What writes to a stream. */
    interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    /** What reads from a stream. */
    interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    static byte[] bytes(String what, long sizeBytes, Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.min(sizeBytes + 1024, 1 << 30));
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode " + what, e);
        }
        return bytes.toByteArray();
    }

    static <T> T read(String what, byte[] bytes, Reading<T> reading) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return reading.from(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot decode " + what, e);
        }
    }

    static void writeObject(DataOutputStream out, Serializable object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
            objects.writeObject(object);
        }
        writeBytes(out, bytes.toByteArray());
    }

    static <T> T readObject(DataInputStream in, Class<T> type) throws IOException {
        try (ObjectInputStream objects = new ContextObjectInputStream(new ByteArrayInputStream(readBytes(in)))) {
            return type.cast(objects.readObject());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("driver and workers run different versions of Starling", e);
        }
    }

    static void writeVectors(DataOutputStream out, Vectors vectors) throws IOException {
        writeBytes(out, vectors.toBytes());
    }

    static Vectors readVectors(DataInputStream in) throws IOException {
        return Vectors.fromBytes(readBytes(in));
    }

    static void writeState(DataOutputStream out, State state) throws IOException {
        out.writeInt(state.round());
        writeVectors(out, state.vectors());
        writeVectors(out, state.constants());
    }

    static State readState(DataInputStream in) throws IOException {
        return new State(in.readInt(), readVectors(in), readVectors(in));
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }
}
