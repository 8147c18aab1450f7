package dev.starling.store;

import java.util.function.IntConsumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** What a column may hold, and how Parquet spells it. Arrays are standard three-level lists of required elements. */
enum ColumnType {
    INT("int32", int.class, Integer.class, PrimitiveTypeName.INT32, false),
    LONG("int64", long.class, Long.class, PrimitiveTypeName.INT64, false),
    FLOAT("float32", float.class, Float.class, PrimitiveTypeName.FLOAT, false),
    DOUBLE("float64", double.class, Double.class, PrimitiveTypeName.DOUBLE, false),
    BOOLEAN("boolean", boolean.class, Boolean.class, PrimitiveTypeName.BOOLEAN, false),
    STRING("text", String.class, String.class, PrimitiveTypeName.BINARY, false),
    BYTES("bytes", byte[].class, byte[].class, PrimitiveTypeName.BINARY, false),
    INTS("list of int32", int[].class, int[].class, PrimitiveTypeName.INT32, true),
    LONGS("list of int64", long[].class, long[].class, PrimitiveTypeName.INT64, true),
    FLOATS("list of float32", float[].class, float[].class, PrimitiveTypeName.FLOAT, true),
    DOUBLES("list of float64", double[].class, double[].class, PrimitiveTypeName.DOUBLE, true);

    private final String documented;
    private final Class<?> plain;
    private final Class<?> boxed;
    private final PrimitiveTypeName element;
    private final boolean list;

    ColumnType(String documented, Class<?> plain, Class<?> boxed, PrimitiveTypeName element, boolean list) {
        this.documented = documented;
        this.plain = plain;
        this.boxed = boxed;
        this.element = element;
        this.list = list;
    }

    /** The type of a record component. */
    static ColumnType of(Class<?> component) {
        for (ColumnType type : values()) {
            if (type.plain == component || type.boxed == component) {
                return type;
            }
        }
        throw new IllegalArgumentException("a row cannot hold a " + component.getName());
    }

    /** The type that a Parquet column has, or null if rows have none such. */
    static ColumnType of(Type type) {
        for (ColumnType candidate : values()) {
            if (candidate.matches(type)) {
                return candidate;
            }
        }
        return null;
    }

    private boolean matches(Type type) {
        Type leaf = type;
        if (list) {
            if (type.isPrimitive() || !isList(type.asGroupType())) {
                return false;
            }
            leaf = type.asGroupType().getType(0).asGroupType().getType(0);
        }
        if (!leaf.isPrimitive() || leaf.asPrimitiveType().getPrimitiveTypeName() != element) {
            return false;
        }
        boolean text = leaf.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation;
        return text == (this == STRING);
    }

    private static boolean isList(GroupType group) {
        return group.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation
                && group.getFieldCount() == 1
                && !group.getType(0).isPrimitive()
                && group.getType(0).asGroupType().getFieldCount() == 1;
    }

    Type parquet(String name, boolean optional) {
        if (list) {
            return optional
                    ? Types.optionalList().requiredElement(element).named(name)
                    : Types.requiredList().requiredElement(element).named(name);
        }
        LogicalTypeAnnotation annotation = this == STRING ? LogicalTypeAnnotation.stringType() : null;
        return optional
                ? Types.optional(element).as(annotation).named(name)
                : Types.required(element).as(annotation).named(name);
    }

    boolean list() {
        return list;
    }

    /** Whether a row tells a value that may be missing from one that may not: by box or primitive type. */
    boolean number() {
        return plain.isPrimitive();
    }

    /** Whether values repeat too rarely for a dictionary to pay. */
    boolean dictionaryPays() {
        return this == INT || this == LONG || this == STRING || this == INTS || this == LONGS;
    }

    /** As docs/tables.md says it. */
    String documented() {
        return documented;
    }

    void write(Object value, RecordConsumer out) {
        switch (this) {
            case INT -> out.addInteger((Integer) value);
            case LONG -> out.addLong((Long) value);
            case FLOAT -> out.addFloat((Float) value);
            case DOUBLE -> out.addDouble((Double) value);
            case BOOLEAN -> out.addBoolean((Boolean) value);
            case STRING -> out.addBinary(Binary.fromString((String) value));
            case BYTES -> out.addBinary(Binary.fromConstantByteArray((byte[]) value));
            case INTS -> writeList(((int[]) value).length, out, i -> out.addInteger(((int[]) value)[i]));
            case LONGS -> writeList(((long[]) value).length, out, i -> out.addLong(((long[]) value)[i]));
            case FLOATS -> writeList(((float[]) value).length, out, i -> out.addFloat(((float[]) value)[i]));
            case DOUBLES -> writeList(((double[]) value).length, out, i -> out.addDouble(((double[]) value)[i]));
        }
    }

    private static void writeList(int length, RecordConsumer out, IntConsumer element) {
        out.startGroup();
        if (length > 0) {
            out.startField("list", 0);
            for (int i = 0; i < length; i++) {
                out.startGroup();
                out.startField("element", 0);
                element.accept(i);
                out.endField("element", 0);
                out.endGroup();
            }
            out.endField("list", 0);
        }
        out.endGroup();
    }
}
