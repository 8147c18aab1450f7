package dev.starling.store;

import dev.starling.engine.Row;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The codecs of the row classes met so far. Thread-safe. */
final class Codecs {

    private final Map<Class<? extends Row>, RowCodec<?>> byType = new ConcurrentHashMap<>();

    RowCodec<?> of(Row row) {
        return byType.computeIfAbsent(row.getClass(), RowCodec::of);
    }

    @SuppressWarnings("unchecked") // The map is keyed by the class whose codec it holds.
    <R extends Row> RowCodec<R> of(Class<R> type) {
        return (RowCodec<R>) byType.computeIfAbsent(type, RowCodec::of);
    }
}
