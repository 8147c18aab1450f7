package dev.starling.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One figure of all settings: its mean over seeds, and the paired differences between settings. A pure function of the
 * trials that are given; unfinished trials are left out by the caller.
 *
 * @param metric the figure's name
 * @param baseline the setting that {@link #againstBaseline()} compares with
 * @param summaries one a setting, in the order in which settings first appear
 * @param differences every pair once: a later setting minus an earlier one, but always something minus the baseline
 */
public record Comparison(String metric, String baseline, List<Summary> summaries, List<PairedDifference> differences) {

    public Comparison {
        summaries = List.copyOf(summaries);
        differences = List.copyOf(differences);
    }

    /** Compares with the setting that comes first. */
    public static Comparison of(List<TrialResult> trials, String metric) {
        return of(trials, metric, trials.isEmpty() ? "" : trials.get(0).setting());
    }

    /**
     * Compares with a setting of choice.
     *
     * @throws IllegalArgumentException if a setting has two trials of one seed, or none has the baseline's name
     */
    public static Comparison of(List<TrialResult> trials, String metric, String baseline) {
        Map<String, Map<Long, Double>> values = values(trials, metric);
        if (!trials.isEmpty() && !values.containsKey(baseline)) {
            throw new IllegalArgumentException("baseline '%s' is not a setting of these trials: choose one of %s"
                    .formatted(baseline, values.keySet()));
        }
        List<Summary> summaries = new ArrayList<>();
        values.forEach((setting, bySeed) -> summaries.add(Summary.of(setting, List.copyOf(bySeed.values()))));
        List<String> order = new ArrayList<>(values.keySet());
        order.remove(baseline);
        order.add(0, baseline);
        List<PairedDifference> differences = new ArrayList<>();
        for (int earlier = 0; earlier < order.size(); earlier++) {
            for (int later = earlier + 1; later < order.size(); later++) {
                differences.add(difference(order.get(later), order.get(earlier), values));
            }
        }
        return new Comparison(metric, baseline, summaries, differences);
    }

    /** The names of all figures that a trial has, in order. */
    public static List<String> metrics(Collection<TrialResult> trials) {
        TreeSet<String> names = new TreeSet<>();
        trials.forEach(trial -> names.addAll(trial.metrics().keySet()));
        return List.copyOf(names);
    }

    /** The differences between the baseline and every other setting. */
    public List<PairedDifference> againstBaseline() {
        return differences.stream().filter(d -> d.against().equals(baseline)).toList();
    }

    /** A table for a terminal: settings with mean, deviation and seeds, then differences from the baseline. */
    public String text() {
        Figure figure = new Figure(metric);
        TextTable table = new TextTable().line(metric + figure.unit(), "mean", "sd", "n");
        for (Summary s : summaries) {
            table.line(s.setting(), figure.format(s.mean()), figure.format(s.sd()), String.valueOf(s.n()));
        }
        List<PairedDifference> paired = againstBaseline();
        if (paired.isEmpty()) {
            return table.toString();
        }
        TextTable pairs = new TextTable()
                .line("paired difference" + figure.differenceUnit(), "mean", "95% t-interval", "n", "seeds above 0");
        for (PairedDifference d : paired) {
            pairs.line(
                    d.setting() + " - " + d.against(),
                    figure.signed(d.mean()),
                    interval(figure, d),
                    String.valueOf(d.n()),
                    d.positive() + "/" + d.n());
        }
        return table + "\n" + pairs;
    }

    static String interval(Figure figure, PairedDifference d) {
        return d.n() < 2 ? "-" : "[" + figure.signed(d.low()) + ", " + figure.signed(d.high()) + "]";
    }

    private static PairedDifference difference(String setting, String against, Map<String, Map<Long, Double>> values) {
        List<Double> differences = new ArrayList<>();
        values.get(setting).forEach((seed, value) -> {
            Double other = values.get(against).get(seed);
            if (other != null) {
                differences.add(value - other);
            }
        });
        return PairedDifference.of(setting, against, differences);
    }

    private static Map<String, Map<Long, Double>> values(List<TrialResult> trials, String metric) {
        Map<String, Map<Long, Double>> values = new LinkedHashMap<>();
        Map<String, TreeSet<Long>> seen = new LinkedHashMap<>();
        for (TrialResult trial : trials) {
            if (!seen.computeIfAbsent(trial.setting(), s -> new TreeSet<>()).add(trial.seed())) {
                throw new IllegalArgumentException("setting '%s' has two trials of seed %s: a pair needs one of each"
                        .formatted(trial.setting(), trial.seed()));
            }
            Map<Long, Double> bySeed = values.computeIfAbsent(trial.setting(), s -> new TreeMap<>());
            Double value = trial.metrics().get(metric);
            if (value != null && Double.isFinite(value)) {
                bySeed.put(trial.seed(), value);
            }
        }
        return values;
    }
}
