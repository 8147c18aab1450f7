package dev.starling.testing;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;
import java.lang.reflect.RecordComponent;
import java.util.Locale;

/** Tables as pages of the documentation describe them: by their annotations. */
public final class TablePage {
    private TablePage() {}

    /** What a page has to say about a table: its name, its doc and a line a column. */
    public static String section(Class<? extends Row> row) {
        Table table = row.getAnnotation(Table.class);
        StringBuilder text = new StringBuilder("### " + table.name() + "\n\n" + table.doc()
                + "\n\n| column | type | unit | what it is |\n| --- | --- | --- | --- |\n");
        for (RecordComponent component : row.getRecordComponents()) {
            Column column = component.getAnnotation(Column.class);
            text.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT),
                            type(component.getType()),
                            column.unit(),
                            column.doc() + (column.diagnostic() ? " (diagnostic)" : "")));
        }
        return text.toString();
    }

    private static String type(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "int", "Integer" -> "int32";
            case "long", "Long" -> "int64";
            case "double", "Double" -> "float64";
            case "String" -> "text";
            case "int[]" -> "list of int32";
            case "double[]" -> "list of float64";
            default -> throw new IllegalArgumentException("no name for " + type);
        };
    }
}
