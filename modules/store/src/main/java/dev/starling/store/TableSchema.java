package dev.starling.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A table's name, version and columns.
 *
 * @param name of the table and its folder
 * @param version of the meaning of its columns
 * @param doc what a row is
 * @param columns in the order of the files
 */
record TableSchema(String name, int version, String doc, List<ColumnSpec> columns) {

    static final String TABLE_KEY = "starling.table";
    static final String VERSION_KEY = "starling.table.version";

    TableSchema {
        columns = List.copyOf(columns);
    }

    MessageType parquet() {
        List<Type> fields = columns.stream()
                .map(column -> column.type().parquet(column.name(), column.optional()))
                .toList();
        return new MessageType(name, fields);
    }

    /** What stands in the key-value metadata of each file, so that a file explains itself. */
    Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(TABLE_KEY, name);
        metadata.put(VERSION_KEY, Integer.toString(version));
        metadata.put("starling.table.doc", doc);
        for (ColumnSpec column : columns) {
            String key = "starling.column." + column.name();
            metadata.put(key + ".doc", column.doc());
            if (!column.unit().isEmpty()) {
                metadata.put(key + ".unit", column.unit());
            }
            if (column.diagnostic()) {
                metadata.put(key + ".diagnostic", "true");
            }
        }
        return metadata;
    }
}
