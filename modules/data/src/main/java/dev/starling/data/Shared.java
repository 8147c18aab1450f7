package dev.starling.data;

import java.lang.ref.SoftReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What a JVM has opened of data sets and of what is made of them, by content id, so that all units of an executor share one
 * copy and a file is decoded once. Held softly: memory that runs short takes it back, and it is opened again. Any thread may
 * ask. This is the room's only static state; executors offer no other place that the partitions of several trials can share.
 */
public final class Shared {
    private static final ConcurrentHashMap<Object, Entry> ENTRIES = new ConcurrentHashMap<>();

    /** One lock an entry, so that opening one thing may open another. */
    private static final class Entry {
        private SoftReference<Object> value = new SoftReference<>(null);
    }

    private Shared() {}

    /** What the id, a text or a record, names, opened if it is not here. The opener's result must depend on the id alone. */
    public static <T> T get(Object id, Class<T> type, Supplier<T> opener) {
        Entry entry = ENTRIES.computeIfAbsent(id, unused -> new Entry());
        synchronized (entry) {
            Object value = entry.value.get();
            if (value == null) {
                value = opener.get();
                entry.value = new SoftReference<>(value);
            }
            return type.cast(value);
        }
    }
}
