package dev.starling.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** How methods learn from episodes: over outer iterations, over inner steps, and episode by episode against one another. */
final class EpisodeSection implements Section {
    private static final String EVALUATIONS = "meta_evaluations";
    private static final String LEAD =
            "Validation and test episodes are the same for all settings and seeds. A line is a setting's mean over its seeds; the "
                    + "band reaches from its lowest to its highest seed. Adaptation curves show the last state's test episodes after "
                    + "0, 1, ... inner steps.";
    private static final String PAIRED =
            "The last state's test episodes, compared one by one: the mean difference over episodes, each first averaged over the "
                    + "seeds that both have, with 1.96 standard errors. The interval is over episodes, not over trainings.";

    /** The standard normal's quantile of 95% intervals. */
    private static final double QUANTILE = 1.96;

    @Override
    public Optional<Tag> draw(ReportData data, Palette palette) {
        List<Tag> charts = new ArrayList<>();
        overIterations(charts, data, palette, "accuracy", "Accuracy on the validation episodes", "accuracy [%]");
        overIterations(charts, data, palette, "loss", "Loss on the validation episodes", "loss");
        add(
                charts,
                palette,
                "Loss on the training episodes' queries",
                "outer iteration",
                "loss",
                "loss",
                data.curves(
                        "iterations",
                        (rows, row, points) -> points.add(rows.number(row, "iteration"), rows.number(row, "loss"))));
        overSteps(charts, data, palette, "query_accuracy", "accuracy", "Accuracy on the test episodes' queries");
        overSteps(charts, data, palette, "query_loss", "loss", "Loss on the test episodes' queries");
        overSteps(charts, data, palette, "support_loss", "loss", "Loss on the test episodes' support sets");
        reliability(charts, data, palette);
        if (charts.isEmpty()) {
            return Optional.empty();
        }
        Tag section = Section.titled("Episodes", LEAD).add(Section.grid().add(charts));
        paired(data, "accuracies", "accuracy")
                .or(() -> paired(data, "losses", "loss"))
                .ifPresent(section::add);
        return Optional.of(section);
    }

    private static void overIterations(
            List<Tag> charts, ReportData data, Palette palette, String column, String title, String name) {
        Map<String, List<Band>> lines = data.curves(EVALUATIONS, (rows, row, points) -> {
            if (rows.text(row, "kind").equals("validate")) {
                points.add(rows.number(row, "iteration"), rows.number(row, column));
            }
        });
        add(charts, palette, title, "outer iteration", name, column, orNoneOfOnePoint(lines));
    }

    private static void overSteps(
            List<Tag> charts, ReportData data, Palette palette, String column, String figure, String title) {
        Map<String, List<Band>> lines = data.curves(EVALUATIONS, (rows, row, points) -> {
            double[] values = rows.numbers(row, column);
            for (int step = 0; step < values.length && rows.text(row, "kind").equals("test"); step++) {
                points.add(step, values[step]);
            }
        });
        String name = figure.equals("accuracy") ? "accuracy [%]" : "loss";
        add(charts, palette, title, "inner steps", name, figure, orNoneOfOnePoint(lines));
    }

    /** A picture of single points says less than the tables do. */
    private static Map<String, List<Band>> orNoneOfOnePoint(Map<String, List<Band>> lines) {
        return lines.values().stream().anyMatch(bands -> bands.size() > 1) ? lines : Map.of();
    }

    private static void add(
            List<Tag> charts,
            Palette palette,
            String title,
            String xName,
            String yName,
            String figure,
            Map<String, List<Band>> lines) {
        if (!lines.isEmpty()) {
            charts.add(new LineChart(title, xName, yName, new Figure(figure), lines).draw(palette));
        }
    }

    /** Bins of all seeds together: of each, how many predictions, their confidences and how many were right. */
    private static void reliability(List<Tag> charts, ReportData data, Palette palette) {
        Map<String, double[][]> sums = new LinkedHashMap<>();
        data.rows(EVALUATIONS, (trial, rows, row) -> {
            double[] queries = rows.numbers(row, "bin_queries");
            if (rows.text(row, "kind").equals("test") && queries.length > 0) {
                double[][] sum = sums.computeIfAbsent(trial.label(), label -> new double[3][queries.length]);
                for (int bin = 0; bin < queries.length; bin++) {
                    if (queries[bin] > 0) {
                        sum[0][bin] += queries[bin];
                        sum[1][bin] += queries[bin] * rows.numbers(row, "bin_confidence")[bin];
                        sum[2][bin] += queries[bin] * rows.numbers(row, "bin_accuracy")[bin];
                    }
                }
            }
        });
        Map<String, List<ReliabilityChart.Point>> points = new LinkedHashMap<>();
        sums.forEach((label, sum) -> {
            double all = Arrays.stream(sum[0]).sum();
            points.put(
                    label,
                    IntStream.range(0, sum[0].length)
                            .filter(bin -> sum[0][bin] > 0)
                            .mapToObj(bin -> new ReliabilityChart.Point(
                                    sum[1][bin] / sum[0][bin], sum[2][bin] / sum[0][bin], sum[0][bin] / all))
                            .toList());
        });
        if (!points.isEmpty()) {
            charts.add(new ReliabilityChart(points).draw(palette));
        }
    }

    /** Differences from the first setting over the shared test episodes; nothing without a second one. */
    private static Optional<Tag> paired(ReportData data, String column, String name) {
        Map<String, TreeMap<Long, double[]>> values = new LinkedHashMap<>();
        data.rows(EVALUATIONS, (trial, rows, row) -> {
            double[] episodes = rows.numbers(row, column);
            if (rows.text(row, "kind").equals("test") && episodes.length > 0) {
                values.computeIfAbsent(trial.label(), label -> new TreeMap<>()).put(trial.seed(), episodes);
            }
        });
        if (values.size() < 2) {
            return Optional.empty();
        }
        Figure figure = new Figure(name);
        List<String> labels = List.copyOf(values.keySet());
        Cells cells =
                new Cells("setting \u2212 baseline", "mean" + figure.differenceUnit(), "95% interval", "episodes");
        for (String label : labels.subList(1, labels.size())) {
            double[] differences = differences(values.get(label), values.get(labels.get(0)));
            int episodes = differences.length;
            double mean = Arrays.stream(differences).average().orElse(Double.NaN);
            double squares =
                    Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
            double half = QUANTILE * Math.sqrt(squares / (episodes - 1) / episodes);
            cells.row(
                    Cells.cell(label + " \u2212 " + labels.get(0)),
                    Cells.cell(figure.signed(mean)),
                    Cells.cell("[" + figure.signed(mean - half) + ", " + figure.signed(mean + half) + "]"),
                    Cells.cell(String.valueOf(episodes)));
        }
        return Optional.of(Tag.of("div")
                .add(
                        Tag.of("h3").text("Paired over the test episodes: " + name),
                        Tag.of("p", "class", "lead").text(PAIRED),
                        cells.tag()));
    }

    /** Of each episode, the mean over shared seeds; episodes that diverged anywhere are left out. */
    private static double[] differences(Map<Long, double[]> setting, Map<Long, double[]> baseline) {
        List<Long> seeds =
                setting.keySet().stream().filter(baseline::containsKey).toList();
        int episodes = seeds.stream()
                .mapToInt(seed -> Math.min(setting.get(seed).length, baseline.get(seed).length))
                .min()
                .orElse(0);
        double[] differences = new double[episodes];
        for (int episode = 0; episode < episodes; episode++) {
            for (long seed : seeds) {
                differences[episode] += (setting.get(seed)[episode] - baseline.get(seed)[episode]) / seeds.size();
            }
        }
        return Arrays.stream(differences).filter(Double::isFinite).toArray();
    }
}
