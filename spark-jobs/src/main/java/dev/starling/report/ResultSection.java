package dev.starling.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Final figures per setting, and the paired differences between settings. */
final class ResultSection implements Section {

    private static final String LEAD =
            "Mean and standard deviation over the seeds of finished trials. Trials of one seed "
                    + "share what they draw (partition, initial parameters, cohorts, episodes), so settings are compared seed by seed: a difference is the "
                    + "mean over seeds of setting minus baseline, with Student's 95% interval. Intervals are not corrected for the "
                    + "number of pairs.";

    @Override
    public Optional<Tag> draw(ReportData data, Palette palette) {
        List<TrialResult> results = data.results();
        Tag section = Section.titled("Results", LEAD);
        if (results.isEmpty()) {
            return Optional.of(section.add(
                    Tag.of("p", "class", "empty").text("No trial has finished yet, so there are no final figures.")));
        }
        List<String> metrics = ordered(Comparison.metrics(results));
        if (metrics.isEmpty()) {
            return Optional.of(
                    section.add(Tag.of("p", "class", "empty").text("The finished trials left no final figures.")));
        }
        section.add(summaries(results, metrics));
        Tag first = differences(results, metrics.get(0), palette);
        section.add(first);
        for (String metric : metrics.subList(1, metrics.size())) {
            section.add(Section.details(
                    "Seeds and paired differences of " + metric, differences(results, metric, palette)));
        }
        return Optional.of(section);
    }

    /** Accuracies first, and among figures of one name what stands at the end of training before its best moment. */
    static List<String> ordered(List<String> metrics) {
        return metrics.stream()
                .sorted(Comparator.comparing((String m) -> !new Figure(m).percent())
                        .thenComparing(m -> !m.endsWith(".last10"))
                        .thenComparing(m -> !m.endsWith(".final"))
                        .thenComparing(m -> !m.endsWith(".test.selected"))
                        .thenComparing(m -> m))
                .toList();
    }

    private static Tag summaries(List<TrialResult> results, List<String> metrics) {
        List<String> head = new ArrayList<>(List.of("setting", "seeds"));
        metrics.forEach(m -> head.add(m + new Figure(m).unit()));
        Map<String, List<Tag>> rows = new LinkedHashMap<>();
        for (TrialResult result : results) {
            rows.computeIfAbsent(
                    result.setting(),
                    s -> new ArrayList<>(List.of(
                            Cells.cell(s),
                            Cells.cell(String.valueOf(results.stream()
                                    .filter(r -> r.setting().equals(s))
                                    .count())))));
        }
        for (String metric : metrics) {
            Figure figure = new Figure(metric);
            Comparison comparison = Comparison.of(results, metric);
            comparison.summaries().forEach(s -> rows.get(s.setting()).add(mean(figure, s)));
        }
        Cells cells = new Cells(head);
        rows.values().forEach(cells::row);
        return cells.tag();
    }

    private static Tag mean(Figure figure, Summary s) {
        Tag cell = Tag.of(
                "td",
                "title",
                "%s seeds, from %s to %s".formatted(s.n(), figure.format(s.least()), figure.format(s.greatest())));
        cell.text(figure.format(s.mean()));
        return s.n() < 2 ? cell : cell.add(Tag.of("span", "class", "sd").text(" \u00b1 " + figure.format(s.sd())));
    }

    private static Tag differences(List<TrialResult> results, String metric, Palette palette) {
        Comparison comparison = Comparison.of(results, metric);
        Figure figure = new Figure(metric);
        Tag grid = Section.grid().add(new SeedChart(figure, bySeed(results, metric)).draw(palette));
        if (comparison.againstBaseline().isEmpty()) {
            return grid;
        }
        grid.add(new DifferenceChart(metric + ", paired differences", figure, comparison.againstBaseline())
                .draw(palette));
        return Tag.of("div")
                .add(
                        grid,
                        Tag.of("h3").text("Against " + comparison.baseline() + ": " + metric),
                        table(figure, comparison.againstBaseline()),
                        Section.details("All pairs of " + metric, table(figure, comparison.differences())));
    }

    private static Map<String, TreeMap<Long, Double>> bySeed(List<TrialResult> results, String metric) {
        Map<String, TreeMap<Long, Double>> values = new LinkedHashMap<>();
        for (TrialResult result : results) {
            TreeMap<Long, Double> bySeed = values.computeIfAbsent(result.setting(), s -> new TreeMap<>());
            Double value = result.metrics().get(metric);
            if (value != null && Double.isFinite(value)) {
                bySeed.put(result.seed(), value);
            }
        }
        return values;
    }

    private static Tag table(Figure figure, List<PairedDifference> differences) {
        Cells cells = new Cells(
                "setting \u2212 baseline", "mean" + figure.differenceUnit(), "sd", "95% interval", "seeds", "above 0");
        for (PairedDifference d : differences) {
            Tag mean = Cells.cell(figure.signed(d.mean()));
            cells.row(
                    Cells.cell(d.setting() + " \u2212 " + d.against()),
                    d.excludesZero() ? mean.attribute("class", "clear") : mean,
                    Cells.cell(figure.format(d.sd())),
                    Cells.cell(Comparison.interval(figure, d)),
                    Cells.cell(String.valueOf(d.n())),
                    Cells.cell(d.positive() + "/" + d.n()));
        }
        return cells.tag();
    }
}
