package dev.starling.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Methods that learn a fixed list of tasks together: how well they do, and how alike the tasks' gradients are. */
final class TaskSection implements Section {
    private static final String TASKS = "task_evaluations";
    private static final String ALIGNMENTS = "gradient_alignments";
    private static final String LEAD =
            "The shared parameters as they are, over the gradients of a batch that were computed: settings are compared at equal cost. "
                    + "A line is a setting's mean over its seeds, each first averaged over tasks; the band reaches from its lowest to its "
                    + "highest seed. Cosines are of the tasks' gradients at the last state, means over seeds: blue where a step for one "
                    + "task helps another, orange where it harms.";

    @Override
    public Optional<Tag> draw(ReportData data, Palette palette) {
        List<Tag> charts = new ArrayList<>();
        String[][] parts = {
            {"test", "on the tasks' test examples"},
            {"unseen", "on tasks that were not trained on"},
            {"retention", "on what came before"}
        };
        for (String[] part : parts) {
            if (!overGradients(charts, data, palette, part[0], "accuracy", "Accuracy " + part[1], "accuracy [%]")) {
                overGradients(charts, data, palette, part[0], "loss", "Loss " + part[1], "loss");
            }
        }
        add(
                charts,
                palette,
                "Cosine of two tasks' gradients",
                "cosine",
                "cosine",
                data.curves(
                        ALIGNMENTS,
                        (rows, row, points) -> points.add(rows.number(row, "gradients"), rows.number(row, "cosine"))));
        matrices(charts, data);
        return charts.isEmpty()
                ? Optional.empty()
                : Optional.of(Section.titled("Tasks learned together", LEAD)
                        .add(Section.grid().add(charts)));
    }

    private static boolean overGradients(
            List<Tag> charts, ReportData data, Palette palette, String part, String column, String title, String name) {
        return add(charts, palette, title, column, name, data.curves(TASKS, (rows, row, points) -> {
            if (rows.text(row, "part").equals(part)) {
                points.add(rows.number(row, "gradients"), rows.number(row, column));
            }
        }));
    }

    private static boolean add(
            List<Tag> charts,
            Palette palette,
            String title,
            String figure,
            String name,
            Map<String, List<Band>> lines) {
        if (lines.isEmpty()) {
            return false;
        }
        charts.add(new LineChart(title, "gradients of a batch", name, new Figure(figure), lines).draw(palette));
        return true;
    }

    private static void matrices(List<Tag> charts, ReportData data) {
        Map<String, List<double[]>> cosines = new LinkedHashMap<>();
        data.lastRows(ALIGNMENTS, (trial, rows, row) -> {
            double[] matrix = rows.numbers(row, "cosines");
            if (matrix.length > 1) {
                cosines.computeIfAbsent(trial.label(), label -> new ArrayList<>())
                        .add(matrix);
            }
        });
        Map<String, List<String>> tasks = new LinkedHashMap<>();
        data.firstTrials().lastRows(TASKS, (trial, rows, row) -> {
            if (rows.text(row, "part").equals("validation")) {
                tasks.computeIfAbsent(trial.label(), label -> new ArrayList<>()).add(rows.text(row, "task"));
            }
        });
        cosines.forEach((label, seeds) -> {
            double[] mean = mean(seeds);
            int size = (int) Math.rint(Math.sqrt(mean.length));
            List<String> names = tasks.getOrDefault(label, List.of());
            charts.add(new CosineChart(
                            "Cosines of tasks' gradients, " + label, names.size() == size ? names : numbers(size), mean)
                    .draw());
        });
    }

    /** Over the seeds that have as many tasks as the first. */
    private static double[] mean(List<double[]> seeds) {
        double[] sum = new double[seeds.get(0).length];
        int count = 0;
        for (double[] matrix : seeds) {
            if (matrix.length == sum.length) {
                count++;
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += matrix[i];
                }
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= count;
        }
        return sum;
    }

    private static List<String> numbers(int size) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            names.add("task " + i);
        }
        return names;
    }
}
