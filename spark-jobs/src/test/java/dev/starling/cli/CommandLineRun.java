package dev.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.starling.engine.Column;
import dev.starling.engine.MetricRow;
import dev.starling.engine.RoundRow;
import dev.starling.engine.Row;
import dev.starling.engine.RunSettings;
import dev.starling.engine.Table;
import dev.starling.engine.TrialRow;
import dev.starling.spark.Arithmetic;
import dev.starling.store.Store;
import dev.starling.store.TableData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Runs commands of the command line in this process, and reads what a run left in its store. */
final class CommandLineRun {

    /**
     * What a command said.
     *
     * @param code its exit code
     * @param out what it printed
     * @param err what it told
     */
    record Said(int code, String out, String err) {}

    private CommandLineRun() {}

    static Said starling(Path workingDirectory, String... args) {
        Map<String, String> env = new HashMap<>();
        Arithmetic.THREAD_VARIABLES.forEach(name -> env.put(name, "1"));
        return starling(env, workingDirectory, args);
    }

    static Said starling(Map<String, String> env, Path workingDirectory, String... args) {
        Surroundings surroundings = new Surroundings(
                env, Map.of(), workingDirectory, 17, "avx2 avx512f", 8L << 30, false, Clock.systemUTC());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Starling.execute(surroundings, new PrintWriter(out), new PrintWriter(err), args);
        return new Said(code, out.toString(), err.toString());
    }

    /** An experiment of the tests as a file. */
    static Path experiment(Path directory, String name) throws IOException {
        Path file = directory.resolve(name);
        try (var in = CommandLineRun.class.getResourceAsStream("/" + name)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    /** The state hashes of a run's trials. */
    static Map<String, String> stateHashes(Path store, String run) {
        Map<String, String> hashes = new TreeMap<>();
        TrialView.of(Store.openExisting(store), run).forEach(trial -> hashes.put(trial.id(), trial.stateHash()));
        return hashes;
    }

    /** Every row of every table of a run, columns that may differ between attempts apart. */
    static Map<String, List<String>> rows(Path store, String run) {
        Store opened = Store.openExisting(store);
        Map<String, Set<String>> diagnostic = diagnosticColumns(opened, run);
        Map<String, List<String>> rows = new TreeMap<>();
        for (String table : opened.tables()) {
            // The row of a run says when it was made.
            if (table.equals("runs")) {
                continue;
            }
            TableData data = opened.table(table, List.of(run));
            List<String> lines = new ArrayList<>();
            for (List<Object> values : data.rows()) {
                StringBuilder line = new StringBuilder();
                for (int i = 0; i < values.size(); i++) {
                    String column = data.columns().get(i);
                    if (!column.equals("run")
                            && !diagnostic.getOrDefault(table, Set.of()).contains(column)) {
                        line.append(column)
                                .append('=')
                                .append(text(values.get(i)))
                                .append(' ');
                    }
                }
                lines.add(line.toString());
            }
            rows.put(table, lines);
        }
        assertThat(rows.keySet()).contains("rounds", "trials", "metrics", "models");
        return rows;
    }

    private static String text(Object value) {
        if (value instanceof float[] floats) {
            return java.util.Arrays.toString(floats);
        }
        if (value instanceof double[] doubles) {
            return java.util.Arrays.toString(doubles);
        }
        if (value instanceof byte[] bytes) {
            return java.util.HexFormat.of().formatHex(bytes);
        }
        if (value instanceof int[] ints) {
            return java.util.Arrays.toString(ints);
        }
        if (value instanceof long[] longs) {
            return java.util.Arrays.toString(longs);
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
                    columns.computeIfAbsent(type.getAnnotation(Table.class).name(), t -> new HashSet<>());
            for (RecordComponent component : type.getRecordComponents()) {
                if (component.getAnnotation(Column.class).diagnostic()) {
                    names.add(component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
                }
            }
        }
        return columns;
    }
}
