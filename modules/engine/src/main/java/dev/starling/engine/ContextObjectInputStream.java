package dev.starling.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;

/** Resolves classes through the thread's context class loader: on Spark's executors only that one knows our jar. */
public final class ContextObjectInputStream extends ObjectInputStream {

    /** Reads objects from a stream. */
    public ContextObjectInputStream(InputStream in) throws IOException {
        super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
        try {
            return Class.forName(
                    description.getName(), false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            return super.resolveClass(description);
        }
    }
}
