package dev.starling.store;

import dev.starling.engine.Column;
import dev.starling.engine.DataException;
import dev.starling.engine.Row;
import dev.starling.engine.Table;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Turns the rows of one record class into values in the order of its columns, and back. */
final class RowCodec<R extends Row> {

    /** The folders of a table carry these; a column of the same name inside the files would confuse readers. */
    private static final Set<String> RESERVED = Set.of("run", "trial", "block");

    private final TableSchema schema;
    private final List<Method> accessors;
    private final Constructor<R> constructor;

    private RowCodec(TableSchema schema, List<Method> accessors, Constructor<R> constructor) {
        this.schema = schema;
        this.accessors = accessors;
        this.constructor = constructor;
    }

    /**
     * Reads the annotations of a row's class.
     *
     * @throws IllegalArgumentException if it is no record, an annotation is missing or a component has another type
     */
    static <R extends Row> RowCodec<R> of(Class<R> type) {
        Table table = type.getAnnotation(Table.class);
        if (!type.isRecord() || table == null) {
            throw new IllegalArgumentException(type.getName() + " must be a record with @Table to be a row");
        }
        if (!table.name().matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("%s: table name '%s' must be lower case letters, digits and '_'"
                    .formatted(type.getName(), table.name()));
        }
        List<ColumnSpec> columns = new ArrayList<>();
        List<Method> accessors = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            columns.add(column(type, component));
            component.getAccessor().setAccessible(true);
            accessors.add(component.getAccessor());
        }
        if (columns.stream().map(ColumnSpec::name).distinct().count() < columns.size()) {
            throw new IllegalArgumentException(type.getName() + ": two components have the same column name");
        }
        return new RowCodec<>(
                new TableSchema(table.name(), table.version(), table.doc(), columns), accessors, constructor(type));
    }

    private static ColumnSpec column(Class<?> type, RecordComponent component) {
        String place = type.getName() + "." + component.getName();
        Column column = component.getAnnotation(Column.class);
        if (column == null) {
            throw new IllegalArgumentException(place + " must carry @Column");
        }
        String name = ColumnSpec.snakeCase(component.getName());
        if (RESERVED.contains(name)) {
            throw new IllegalArgumentException(place + ": the folders carry '" + name + "' already; rename it");
        }
        try {
            ColumnType columnType = ColumnType.of(component.getType());
            boolean optional = !component.getType().isPrimitive();
            return new ColumnSpec(name, columnType, optional, column.doc(), column.unit(), column.diagnostic());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }

    private static <R> Constructor<R> constructor(Class<R> type) {
        Class<?>[] parameters = Stream.of(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has its canonical constructor", e);
        }
    }

    TableSchema schema() {
        return schema;
    }

    Object[] values(Row row) {
        Object[] values = new Object[accessors.size()];
        try {
            for (int i = 0; i < values.length; i++) {
                values[i] = accessors.get(i).invoke(row);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + row, e);
        }
        return values;
    }

    R row(Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new DataException(
                    "table %s: a stored row does not satisfy its record: %s; read it with the Starling that wrote it"
                            .formatted(schema.name(), e.getCause().getMessage()),
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot create a row of " + schema.name(), e);
        }
    }
}
