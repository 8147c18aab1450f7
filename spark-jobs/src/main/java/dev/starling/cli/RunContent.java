package dev.starling.cli;

import com.typesafe.config.ConfigFactory;
import dev.starling.engine.Column;
import dev.starling.engine.MetricRow;
import dev.starling.engine.RoundRow;
import dev.starling.engine.Row;
import dev.starling.engine.RunSettings;
import dev.starling.engine.Table;
import dev.starling.engine.TrialRow;
import dev.starling.store.Store;
import dev.starling.store.TableData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a run left that every execution of the same experiment must leave: the hashes of its models and the rows of its tables, but not
 * the run's name and the diagnostic columns.
 *
 * @param stateHashes hash of the final parameters, by trial; null for a trial that is not finished
 * @param rows the rows as text, by table, in the order of trials, blocks and rounds
 */
record RunContent(Map<String, String> stateHashes, Map<String, List<String>> rows) {

    static RunContent of(Store store, String run) {
        Map<String, String> hashes = new TreeMap<>();
        TrialView.of(store, run).forEach(trial -> hashes.put(trial.id(), trial.stateHash()));
        Map<String, Set<String>> diagnostic = diagnosticColumns(store, run);
        Map<String, List<String>> rows = new TreeMap<>();
        for (String table : store.tables()) {
            // The row of a run says when and on what it was made.
            if (!table.equals("runs")) {
                rows.put(table, lines(store.table(table, List.of(run)), diagnostic.getOrDefault(table, Set.of())));
            }
        }
        rows.values().removeIf(List::isEmpty);
        return new RunContent(hashes, rows);
    }

    /** What is different in another run: a line a trial or table. */
    List<String> differences(RunContent other) {
        List<String> differences = new ArrayList<>();
        for (String trial : keys(stateHashes, other.stateHashes)) {
            String mine = stateHashes.get(trial);
            String theirs = other.stateHashes.get(trial);
            if (!Objects.equals(mine, theirs)) {
                differences.add("trial %s: state hash %s, there %s".formatted(trial, mine, theirs));
            }
        }
        for (String table : keys(rows, other.rows)) {
            String difference =
                    difference(rows.getOrDefault(table, List.of()), other.rows.getOrDefault(table, List.of()));
            if (difference != null) {
                differences.add("table %s: %s".formatted(table, difference));
            }
        }
        return differences;
    }

    private static String difference(List<String> mine, List<String> theirs) {
        for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
            if (!mine.get(i).equals(theirs.get(i))) {
                return "row %s is %s, there %s".formatted(i, shortened(mine.get(i)), shortened(theirs.get(i)));
            }
        }
        return mine.size() == theirs.size() ? null : "%s rows, there %s".formatted(mine.size(), theirs.size());
    }

    private static String shortened(String row) {
        return row.length() <= 300 ? row : row.substring(0, 300) + "...";
    }

    private static Set<String> keys(Map<String, ?> mine, Map<String, ?> theirs) {
        Set<String> keys = new TreeSet<>(mine.keySet());
        keys.addAll(theirs.keySet());
        return keys;
    }

    private static List<String> lines(TableData data, Set<String> diagnostic) {
        List<String> lines = new ArrayList<>();
        for (List<Object> values : data.rows()) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < values.size(); i++) {
                String column = data.columns().get(i);
                if (!column.equals("run") && !diagnostic.contains(column)) {
                    line.append(column).append('=').append(text(values.get(i))).append(' ');
                }
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static String text(Object value) {
        if (value instanceof float[] floats) {
            return Arrays.toString(floats);
        }
        if (value instanceof double[] doubles) {
            return Arrays.toString(doubles);
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof int[] ints) {
            return Arrays.toString(ints);
        }
        if (value instanceof long[] longs) {
            return Arrays.toString(longs);
        }
        return String.valueOf(value);
    }

    private static Map<String, Set<String>> diagnosticColumns(Store store, String run) {
        String json = store.run(run).orElseThrow().settingsJson();
        RunSettings settings = RunSettings.of(ConfigFactory.parseString(json).atPath("starling"), Map.of());
        List<Class<? extends Row>> types =
                new ArrayList<>(Plan.read(settings).experiment().tables());
        types.addAll(List.of(RoundRow.class, TrialRow.class, MetricRow.class));
        Map<String, Set<String>> columns = new HashMap<>();
        for (Class<? extends Row> type : types) {
            Set<String> names =
                    columns.computeIfAbsent(type.getAnnotation(Table.class).name(), table -> new HashSet<>());
            for (var component : type.getRecordComponents()) {
                if (component.getAnnotation(Column.class).diagnostic()) {
                    names.add(component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
                }
            }
        }
        return columns;
    }
}
