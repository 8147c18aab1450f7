package dev.starling.store;

import dev.starling.engine.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Reads rows from a Parquet file, columns by name. */
final class RowFileReader {

    private RowFileReader() {}

    /**
     * All rows, with the columns of a schema in its order.
     *
     * @throws DataException if the file is damaged, of a newer table version, or has other types
     */
    static List<Object[]> read(Path file, TableSchema schema) {
        return reading(file, reader -> {
            checkVersion(file, schema, reader.getFileMetaData().getKeyValueMetaData());
            MessageType stored = reader.getFileMetaData().getSchema();
            List<Type> present = new ArrayList<>();
            int[] places = new int[schema.columns().size()];
            for (int i = 0; i < places.length; i++) {
                places[i] = -1;
                ColumnSpec column = schema.columns().get(i);
                if (stored.containsField(column.name())) {
                    checkType(file, schema, column, stored.getType(column.name()));
                    places[i] = present.size();
                    present.add(stored.getType(column.name()));
                } else if (!column.optional()) {
                    throw new DataException(
                            "%s has no column '%s', which version %s of table %s needs: read it with the Starling that wrote it"
                                    .formatted(file, column.name(), schema.version(), schema.name()));
                }
            }
            List<Object[]> rows = new ArrayList<>();
            for (Object[] values : rows(reader, new MessageType(schema.name(), present))) {
                Object[] row = new Object[places.length];
                for (int i = 0; i < places.length; i++) {
                    row[i] = places[i] < 0 ? null : values[places[i]];
                    checkPresent(file, schema.columns().get(i), row[i]);
                }
                rows.add(row);
            }
            return rows;
        });
    }

    /** All rows with all columns that a row can hold, whatever the table. */
    static TableData read(Path file) {
        return reading(file, reader -> {
            List<Type> known = reader.getFileMetaData().getSchema().getFields().stream()
                    .filter(type -> ColumnType.of(type) != null)
                    .toList();
            List<List<Object>> rows = new ArrayList<>();
            for (Object[] values : rows(reader, new MessageType("table", known))) {
                rows.add(Arrays.asList(values));
            }
            return new TableData(known.stream().map(Type::getName).toList(), rows);
        });
    }

    private interface Reading<T> {
        T from(ParquetFileReader reader) throws IOException;
    }

    private static <T> T reading(Path file, Reading<T> reading) {
        ParquetReadOptions options = HadoopReadOptions.builder(new Configuration(false))
                .usePageChecksumVerification(true)
                .build();
        try (ParquetFileReader reader = ParquetFileReader.open(new RowFileInput(file), options)) {
            return reading.from(reader);
        } catch (DataException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // parquet-java reports damage through many unchecked exceptions, array bounds and thrift's among them.
            throw new DataException(
                    Files.exists(file)
                            ? "cannot read %s: %s; the file is damaged: restore it from a copy, or delete its run and run it again"
                                    .formatted(file, reason(e))
                            : "%s is missing though its block is committed: restore it from a copy, or delete its run and run it again"
                                    .formatted(file),
                    e);
        }
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static List<Object[]> rows(ParquetFileReader reader, MessageType wanted) throws IOException {
        List<Object[]> rows = new ArrayList<>();
        reader.setRequestedSchema(wanted);
        MessageType stored = reader.getFileMetaData().getSchema();
        MessageColumnIO columns = new ColumnIOFactory().getColumnIO(wanted, stored, true);
        for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
            RecordReader<Object[]> records = columns.getRecordReader(pages, new RowMaterializer(wanted));
            for (long i = 0; i < pages.getRowCount(); i++) {
                rows.add(records.read());
            }
        }
        return rows;
    }

    private static void checkVersion(Path file, TableSchema schema, Map<String, String> metadata) {
        String table = metadata.getOrDefault(TableSchema.TABLE_KEY, schema.name());
        if (!table.equals(schema.name())) {
            throw new DataException(
                    "%s holds table %s, not %s: it lies in the wrong folder".formatted(file, table, schema.name()));
        }
        int version = Integer.parseInt(metadata.getOrDefault(TableSchema.VERSION_KEY, "1"));
        if (version > schema.version()) {
            throw new DataException(
                    "%s holds version %s of table %s, and this Starling knows versions up to %s: use the newer Starling that wrote it"
                            .formatted(file, version, schema.name(), schema.version()));
        }
    }

    private static void checkType(Path file, TableSchema schema, ColumnSpec column, Type stored) {
        if (ColumnType.of(stored) != column.type()) {
            throw new DataException(
                    "%s: column '%s' is '%s', and version %s of table %s has %s there: read it with the Starling that wrote it"
                            .formatted(
                                    file,
                                    column.name(),
                                    stored,
                                    schema.version(),
                                    schema.name(),
                                    column.type().documented()));
        }
    }

    private static void checkPresent(Path file, ColumnSpec column, Object value) {
        if (value == null && !column.optional()) {
            throw new DataException(
                    "%s: a row has no value in column '%s', which needs one: restore the file from a copy"
                            .formatted(file, column.name()));
        }
    }
}
