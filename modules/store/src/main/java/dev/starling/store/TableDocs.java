package dev.starling.store;

import dev.starling.engine.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Describes tables from the annotations of their records, as docs/tables.md shows them. */
public final class TableDocs {

    private TableDocs() {}

    /** The record types of the tables that the store itself writes. */
    public static List<Class<? extends Row>> storeTables() {
        return List.of(RunRow.class, ModelRow.class);
    }

    /** A section a table, in the order of the tables' names. */
    public static String markdown(List<Class<? extends Row>> types) {
        List<TableSchema> schemas = new ArrayList<>();
        for (Class<? extends Row> type : types) {
            schemas.add(RowCodec.of(type).schema());
        }
        schemas.sort(Comparator.comparing(TableSchema::name));
        StringBuilder text = new StringBuilder();
        for (TableSchema schema : schemas) {
            text.append(text.isEmpty() ? "" : "\n").append(section(schema));
        }
        return text.toString();
    }

    private static String section(TableSchema schema) {
        StringBuilder text = new StringBuilder();
        text.append("## ").append(schema.name()).append("\n\n").append(schema.doc());
        text.append(" Version ").append(schema.version()).append(".\n\n");
        text.append("| column | type | unit | what it is |\n| --- | --- | --- | --- |\n");
        for (ColumnSpec column : schema.columns()) {
            text.append("| `")
                    .append(column.name())
                    .append("` | ")
                    .append(column.type().documented())
                    .append(column.optional() && column.type().number() ? ", may be missing" : "")
                    .append(" | ")
                    .append(column.unit())
                    .append(" | ")
                    .append(column.doc().replace("|", "\\|"))
                    .append(column.diagnostic() ? " (diagnostic)" : "")
                    .append(" |\n");
        }
        return text.toString();
    }
}
