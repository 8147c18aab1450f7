package dev.starling.store;

import java.util.List;

/**
 * Rows of a table as plain values, for those who do not know its record.
 *
 * @param columns names: {@code run}, {@code trial}, {@code block}, then the table's own
 * @param rows values in the order of the columns: boxed numbers, strings, arrays, or null
 */
public record TableData(List<String> columns, List<List<Object>> rows) {

    /** The values of one column. */
    public List<Object> column(String name) {
        int at = columns.indexOf(name);
        if (at < 0) {
            throw new IllegalArgumentException("no column '" + name + "' among " + columns);
        }
        return rows.stream().map(row -> row.get(at)).toList();
    }
}
