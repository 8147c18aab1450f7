package dev.starling.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Everything that a page is drawn from.
 *
 * @param runs the runs, in the order in which they were asked for; labels of their trials are unique over runs
 */
record ReportData(List<RunFacts> runs) {

    /** More points than this are no longer seen in a picture of this size. */
    private static final int MOST_POINTS = 300;

    static ReportData of(List<RunFacts> runs) {
        Map<String, Set<String>> runsOfSetting = new HashMap<>();
        for (RunFacts run : runs) {
            run.trials()
                    .forEach(t -> runsOfSetting
                            .computeIfAbsent(t.setting(), s -> new LinkedHashSet<>())
                            .add(run.id()));
        }
        boolean namesDiffer = runs.stream().map(RunFacts::name).distinct().count() == runs.size();
        return new ReportData(runs.stream()
                .map(run -> run.with(run.trials().stream()
                        .map(t -> t.labelled(
                                runsOfSetting.get(t.setting()).size() == 1
                                        ? t.setting()
                                        : t.setting() + " (" + (namesDiffer ? run.name() : run.id()) + ")"))
                        .toList()))
                .toList());
    }

    List<TrialFacts> trials() {
        return runs.stream().flatMap(run -> run.trials().stream()).toList();
    }

    List<TrialResult> results() {
        return trials().stream()
                .filter(TrialFacts::finished)
                .map(TrialFacts::result)
                .toList();
    }

    /** Settings as they are called on the page, in order. */
    List<String> labels() {
        return trials().stream().map(TrialFacts::label).distinct().toList();
    }

    /** Every row of a table, together with its trial. */
    void rows(String table, RowReader reader) {
        for (RunFacts run : runs) {
            for (TrialFacts trial : run.trials()) {
                RunTable rows = run.tables().read(table, trial.id());
                for (List<Object> row : rows.rows()) {
                    reader.row(trial, rows, row);
                }
            }
        }
    }

    /** Is shown rows. */
    interface RowReader {
        void row(TrialFacts trial, RunTable table, List<Object> row);
    }

    /** A column over rounds: for each setting, bands over its seeds. Settings without a value are left out. */
    Map<String, List<Band>> overRounds(String table, String column) {
        return curves(table, (rows, row, points) -> points.add(rows.number(row, "round"), rows.number(row, column)));
    }

    /** Is shown a row, and says which points of a curve it holds. */
    interface PointReader {
        void read(RunTable table, List<Object> row, Points points);
    }

    /** Takes a point of the row's setting; what is not a number is left out. */
    interface Points {
        void add(double x, double y);
    }

    /**
     * For each setting, the points of its rows as bands over its seeds; several of one seed at one place are averaged first. Settings
     * without a point are left out.
     */
    Map<String, List<Band>> curves(String table, PointReader reader) {
        return curves(gathering -> rows(table, gathering), reader);
    }

    /** The same from {@link #lastRows}. */
    Map<String, List<Band>> lastCurves(String table, PointReader reader) {
        return curves(gathering -> lastRows(table, gathering), reader);
    }

    private Map<String, List<Band>> curves(Consumer<RowReader> source, PointReader reader) {
        Map<String, TreeMap<Double, Map<TrialFacts, List<Double>>>> values = new LinkedHashMap<>();
        labels().forEach(label -> values.put(label, new TreeMap<>()));
        source.accept((trial, rows, row) -> reader.read(rows, row, (x, y) -> {
            if (Double.isFinite(y) && Double.isFinite(x)) {
                values.get(trial.label())
                        .computeIfAbsent(x, unused -> new LinkedHashMap<>())
                        .computeIfAbsent(trial, unused -> new ArrayList<>(1))
                        .add(y);
            }
        }));
        Map<String, List<Band>> bands = new LinkedHashMap<>();
        values.forEach((label, byPlace) -> {
            if (!byPlace.isEmpty()) {
                bands.put(label, thinned(byPlace));
            }
        });
        return bands;
    }

    /** The rows of a table that are about each trial's last state, by their column {@code iteration}. */
    void lastRows(String table, RowReader reader) {
        Map<TrialFacts, Double> last = new HashMap<>();
        rows(table, (trial, rows, row) -> last.merge(trial, rows.number(row, "iteration"), Math::max));
        rows(table, (trial, rows, row) -> {
            if (rows.number(row, "iteration") == last.get(trial)) {
                reader.row(trial, rows, row);
            }
        });
    }

    /** The same runs with the first trial of each setting alone. */
    ReportData firstTrials() {
        Set<String> seen = new HashSet<>();
        return new ReportData(runs.stream()
                .map(run -> run.with(run.trials().stream()
                        .filter(trial -> seen.add(trial.label()))
                        .toList()))
                .toList());
    }

    /** The values of a column by setting; settings without one are left out. */
    Map<String, Quantiles> spread(String table, String column, double fromRound) {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        labels().forEach(label -> values.put(label, new ArrayList<>()));
        rows(table, (trial, rows, row) -> {
            double value = rows.number(row, column);
            if (Double.isFinite(value) && rows.number(row, "round") >= fromRound) {
                values.get(trial.label()).add(value);
            }
        });
        Map<String, Quantiles> spread = new LinkedHashMap<>();
        values.forEach((label, all) -> {
            if (!all.isEmpty()) {
                spread.put(label, new Quantiles(all.stream().mapToDouble(v -> v).toArray()));
            }
        });
        return spread;
    }

    /** The greatest round of a table; NaN if it has none. */
    double lastRound(String table) {
        double[] last = {Double.NaN};
        rows(table, (trial, rows, row) -> {
            double round = rows.number(row, "round");
            if (!(round <= last[0])) {
                last[0] = round;
            }
        });
        return last[0];
    }

    private static List<Band> thinned(TreeMap<Double, Map<TrialFacts, List<Double>>> byPlace) {
        int every = 1 + (byPlace.size() - 1) / MOST_POINTS;
        List<Band> bands = new ArrayList<>();
        int index = 0;
        for (Map.Entry<Double, Map<TrialFacts, List<Double>>> entry : byPlace.entrySet()) {
            if (index % every == 0 || index == byPlace.size() - 1) {
                bands.add(Band.of(
                        entry.getKey(),
                        entry.getValue().values().stream().map(Summary::mean).toList()));
            }
            index++;
        }
        return bands;
    }
}
