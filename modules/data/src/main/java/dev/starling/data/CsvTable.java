package dev.starling.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * A table of comma-separated values with a header, plain or gzip, without quotes. An empty field is missing. Columns are found by their
 * names, so that files may have more of them and in any order.
 */
public final class CsvTable {
    private final Path file;
    private final List<String> columns;
    private final List<String[]> rows;

    private CsvTable(Path file, List<String> columns, List<String[]> rows) {
        this.file = file;
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * Reads a file.
     *
     * @throws DataException if it is missing, damaged or no such table, naming it and the line
     */
    public static CsvTable read(Path file) {
        String[] lines = InputFile.text(file).split("\r?\n", -1);
        int count = lines[lines.length - 1].isEmpty() ? lines.length - 1 : lines.length;
        if (count == 0) {
            throw new DataException(
                    file + " is empty where a header of column names is due: take it again from where it is published");
        }
        List<String> columns = List.of(lines[0].split(",", -1));
        if (new HashSet<>(columns).size() < columns.size()) {
            throw bad(file, 0, "names a column twice");
        }
        List<String[]> rows = new ArrayList<>();
        for (int line = 1; line < count; line++) {
            String[] fields = lines[line].split(",", -1);
            if (fields.length != columns.size()) {
                throw bad(file, line, "has %s fields and the header %s".formatted(fields.length, columns.size()));
            }
            rows.add(fields);
        }
        return new CsvTable(file, columns, rows);
    }

    /** Where it was read. */
    public Path file() {
        return file;
    }

    /** Names of its columns, in order. */
    public List<String> columns() {
        return columns;
    }

    /** How many rows it has. */
    public int size() {
        return rows.size();
    }

    /** Whether a column of this name is there. */
    public boolean has(String column) {
        return columns.contains(column);
    }

    /** A column as text; missing fields are empty. */
    public List<String> texts(String column) {
        int index = index(column);
        return rows.stream().map(row -> row[index]).toList();
    }

    /** A column of numbers; missing ones are NaN. */
    public double[] doubles(String column) {
        int index = index(column);
        double[] values = new double[rows.size()];
        for (int row = 0; row < values.length; row++) {
            String field = rows.get(row)[index];
            try {
                values[row] = field.isEmpty() ? Double.NaN : Double.parseDouble(field);
            } catch (NumberFormatException e) {
                throw bad(file, row + 1, "column %s is '%s' where a number is due".formatted(column, field));
            }
        }
        return values;
    }

    /** A column of whole numbers, none of which is missing. */
    public long[] longs(String column) {
        int index = index(column);
        long[] values = new long[rows.size()];
        for (int row = 0; row < values.length; row++) {
            String field = rows.get(row)[index];
            try {
                values[row] = Long.parseLong(field);
            } catch (NumberFormatException e) {
                throw bad(file, row + 1, "column %s is '%s' where a whole number is due".formatted(column, field));
            }
        }
        return values;
    }

    /** As {@link #longs}, of numbers that an int can hold. */
    public int[] ints(String column) {
        long[] values = longs(column);
        for (int row = 0; row < values.length; row++) {
            if (values[row] != (int) values[row]) {
                throw bad(file, row + 1, "column %s is %s, which is too large".formatted(column, values[row]));
            }
        }
        return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
    }

    private int index(String column) {
        int index = columns.indexOf(column);
        if (index < 0) {
            throw new DataException("%s has no column '%s', only %s: take it again from where it is published"
                    .formatted(file, column, columns));
        }
        return index;
    }

    private static DataException bad(Path file, int line, String what) {
        return new DataException(file + ":" + (line + 1) + " " + what + ": take it again from where it is published");
    }
}
