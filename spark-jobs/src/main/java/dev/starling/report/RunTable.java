package dev.starling.report;

import java.util.List;

/**
 * Rows of one table of one run as plain values; a column that a run does not have reads as missing.
 *
 * @param columns names
 * @param rows values in the order of the columns: boxed numbers, strings, truth values, arrays, or null
 */
record RunTable(List<String> columns, List<List<Object>> rows) {

    static final RunTable NONE = new RunTable(List.of(), List.of());

    Object value(List<Object> row, String column) {
        int at = columns.indexOf(column);
        return at < 0 ? null : row.get(at);
    }

    /** NaN if it is missing or no number. */
    double number(List<Object> row, String column) {
        return value(row, column) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Empty if it is missing. */
    String text(List<Object> row, String column) {
        Object value = value(row, column);
        return value == null ? "" : value.toString();
    }

    /** Numbers of a list; none if it is missing. */
    double[] numbers(List<Object> row, String column) {
        return value(row, column) instanceof double[] numbers ? numbers : new double[0];
    }
}
