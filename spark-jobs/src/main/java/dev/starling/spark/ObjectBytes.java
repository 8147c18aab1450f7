package dev.starling.spark;

import dev.starling.engine.ContextObjectInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/**
 * The JDK's serialization to bytes. Everything of ours crosses Spark as bytes, because the serializer that Spark is configured with
 * may be Kryo 4, which can neither write nor read records (apache/iceberg#15727).
 */
final class ObjectBytes {

    private ObjectBytes() {}

    static byte[] write(Serializable object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "%s cannot travel to the workers: %s"
                            .formatted(object.getClass().getName(), e.getMessage()),
                    e);
        }
        return bytes.toByteArray();
    }

    static <T> T read(byte[] bytes, Class<T> type) {
        try (ObjectInputStream in = new ContextObjectInputStream(new ByteArrayInputStream(bytes))) {
            return type.cast(in.readObject());
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(
                    "a %s from the driver cannot be read here; do driver and executors run the same starling.jar?"
                            .formatted(type.getName()),
                    e);
        }
    }
}
