package dev.starling.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What models know of what they do not know: other classes, corrupted queries, the plane around an episode. */
final class UncertaintySection implements Section {
    private static final String UNCERTAINTY = "uncertainty";
    private static final String LEAD =
            "The last state's test episodes. Queries of no class have labels that mean nothing: the surer a model is of them, the "
                    + "greater its calibration error. Values of a seed are means over its episodes.";
    private static final String SURFACE =
            "The fuller the shade, the more uncertain. Dots: the support by class. The first test episode of the setting's first seed.";

    @Override
    public Optional<Tag> draw(ReportData data, Palette palette) {
        List<Tag> charts = new ArrayList<>();
        bySeed(charts, data, palette, "ood_ece", "calibration error (no class)");
        bySeed(charts, data, palette, "ood_auroc", "AUROC (no class)");
        overLevels(charts, data, palette, "ece15", "Calibration error under corruption", "calibration error, 15 bins");
        overLevels(charts, data, palette, "accuracy", "Accuracy under corruption", "accuracy [%]");
        surfaces(charts, data.firstTrials());
        return charts.isEmpty()
                ? Optional.empty()
                : Optional.of(Section.titled("What models do not know", LEAD)
                        .add(Section.grid().add(charts)));
    }

    private static void bySeed(List<Tag> charts, ReportData data, Palette palette, String column, String name) {
        Map<String, TreeMap<Long, List<Double>>> values = new LinkedHashMap<>();
        data.lastRows(UNCERTAINTY, (trial, rows, row) -> {
            double value = rows.number(row, column);
            if (Double.isFinite(value)) {
                values.computeIfAbsent(trial.label(), label -> new TreeMap<>())
                        .computeIfAbsent(trial.seed(), seed -> new ArrayList<>())
                        .add(value);
            }
        });
        Map<String, TreeMap<Long, Double>> means = new LinkedHashMap<>();
        values.forEach((label, seeds) -> {
            TreeMap<Long, Double> bySeed = new TreeMap<>();
            seeds.forEach((seed, episodes) -> bySeed.put(seed, Summary.mean(episodes)));
            means.put(label, bySeed);
        });
        if (!means.isEmpty()) {
            charts.add(new SeedChart(new Figure(name), means).draw(palette));
        }
    }

    private static void overLevels(
            List<Tag> charts, ReportData data, Palette palette, String column, String title, String name) {
        Map<String, List<Band>> lines = data.lastCurves(
                UNCERTAINTY, (rows, row, points) -> points.add(rows.number(row, "level"), rows.number(row, column)));
        if (lines.values().stream().anyMatch(bands -> bands.size() > 1)) {
            charts.add(new LineChart(title, "level of corruption", name, new Figure(column), lines).draw(palette));
        }
    }

    private static void surfaces(List<Tag> charts, ReportData data) {
        Map<String, List<SurfaceChart.Point>> grids = points(data, "entropy_grid", "entropy");
        Map<String, List<SurfaceChart.Point>> supports = points(data, "plane_points", "label");
        double greatest = grids.values().stream()
                .flatMap(List::stream)
                .mapToDouble(SurfaceChart.Point::value)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        grids.forEach((label, grid) -> charts.add(new SurfaceChart(
                        "Entropy of predictions, " + label,
                        "%s Full: %s nats.".formatted(SURFACE, Figure.significant(greatest)),
                        Math.max(greatest, Double.MIN_NORMAL),
                        grid,
                        supports.getOrDefault(label, List.of()))
                .draw()));
    }

    /** Of the first episode that there is. */
    private static Map<String, List<SurfaceChart.Point>> points(ReportData data, String table, String value) {
        Map<String, Double> first = new LinkedHashMap<>();
        Map<String, List<SurfaceChart.Point>> points = new LinkedHashMap<>();
        data.lastRows(table, (trial, rows, row) -> first.merge(trial.label(), rows.number(row, "episode"), Math::min));
        data.lastRows(table, (trial, rows, row) -> {
            if (rows.number(row, "episode") == first.get(trial.label())) {
                points.computeIfAbsent(trial.label(), label -> new ArrayList<>())
                        .add(new SurfaceChart.Point(
                                rows.number(row, "x"), rows.number(row, "y"), rows.number(row, value)));
            }
        });
        return points;
    }
}
