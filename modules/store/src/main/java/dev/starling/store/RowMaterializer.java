package dev.starling.store;

import java.util.Arrays;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;

/** Turns the columns of a file into one array of values a row. */
final class RowMaterializer extends RecordMaterializer<Object[]> {

    private final Root root;

    RowMaterializer(MessageType schema) {
        this.root = new Root(schema);
    }

    @Override
    public Object[] getCurrentRecord() {
        return root.row;
    }

    @Override
    public GroupConverter getRootConverter() {
        return root;
    }

    private static final class Root extends GroupConverter {

        private final Converter[] converters;
        private Object[] row;

        Root(MessageType schema) {
            converters = new Converter[schema.getFieldCount()];
            for (int i = 0; i < converters.length; i++) {
                ColumnType type = ColumnType.of(schema.getType(i));
                int place = i;
                converters[i] = type.list()
                        ? new ListOf(type, place)
                        : new Value(type) {
                            @Override
                            void set(Object value) {
                                row[place] = value;
                            }
                        };
            }
        }

        @Override
        public Converter getConverter(int fieldIndex) {
            return converters[fieldIndex];
        }

        @Override
        public void start() {
            row = new Object[converters.length];
        }

        @Override
        public void end() {}

        /** The outer group of a list; its only child is the repeated group, whose only child is the element. */
        private final class ListOf extends GroupConverter {

            private final int place;
            private final Elements elements;
            private final GroupConverter repeated;

            ListOf(ColumnType type, int place) {
                this.place = place;
                this.elements = new Elements(type);
                this.repeated = new GroupConverter() {
                    @Override
                    public Converter getConverter(int fieldIndex) {
                        return elements;
                    }

                    @Override
                    public void start() {}

                    @Override
                    public void end() {}
                };
            }

            @Override
            public Converter getConverter(int fieldIndex) {
                return repeated;
            }

            @Override
            public void start() {
                elements.count = 0;
            }

            @Override
            public void end() {
                row[place] = elements.array();
            }
        }
    }

    private abstract static class Value extends PrimitiveConverter {

        private final ColumnType type;

        Value(ColumnType type) {
            this.type = type;
        }

        abstract void set(Object value);

        @Override
        public void addInt(int value) {
            set(value);
        }

        @Override
        public void addLong(long value) {
            set(value);
        }

        @Override
        public void addFloat(float value) {
            set(value);
        }

        @Override
        public void addDouble(double value) {
            set(value);
        }

        @Override
        public void addBoolean(boolean value) {
            set(value);
        }

        @Override
        public void addBinary(Binary value) {
            set(type == ColumnType.STRING ? value.toStringUsingUTF8() : value.getBytes());
        }
    }

    /** Grows one primitive array: elements are never boxed. */
    private static final class Elements extends PrimitiveConverter {

        private int[] ints = {};
        private long[] longs = {};
        private float[] floats = {};
        private double[] doubles = {};
        private final ColumnType type;
        private int count;

        Elements(ColumnType type) {
            this.type = type;
        }

        Object array() {
            return switch (type) {
                case INTS -> Arrays.copyOf(ints, count);
                case LONGS -> Arrays.copyOf(longs, count);
                case FLOATS -> Arrays.copyOf(floats, count);
                case DOUBLES -> Arrays.copyOf(doubles, count);
                case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTES ->
                    throw new IllegalStateException(type + " is no list");
            };
        }

        private int grown(int length) {
            return Math.max(16, length + (length >> 1));
        }

        @Override
        public void addInt(int value) {
            if (count == ints.length) {
                ints = Arrays.copyOf(ints, grown(count));
            }
            ints[count++] = value;
        }

        @Override
        public void addLong(long value) {
            if (count == longs.length) {
                longs = Arrays.copyOf(longs, grown(count));
            }
            longs[count++] = value;
        }

        @Override
        public void addFloat(float value) {
            if (count == floats.length) {
                floats = Arrays.copyOf(floats, grown(count));
            }
            floats[count++] = value;
        }

        @Override
        public void addDouble(double value) {
            if (count == doubles.length) {
                doubles = Arrays.copyOf(doubles, grown(count));
            }
            doubles[count++] = value;
        }
    }
}
