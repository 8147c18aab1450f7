package dev.starling.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was measured while training: lines over rounds. */
final class CurveSection implements Section {

    private static final int CLOSE_UP_ROUNDS = 10;
    private static final String LEAD =
            "A line is a setting's mean over its seeds; the band reaches from its lowest to its "
                    + "highest seed. Where seeds are missing (a run that is not finished), the mean is over those that are there. "
                    + "Point at a picture to read values, at a name to see it alone; press a name to hide or show it everywhere.";

    @Override
    public Optional<Tag> draw(ReportData data, Palette palette) {
        Tag grid = Section.grid();
        List<Tag> charts = new ArrayList<>();
        add(charts, data, palette, "evaluations", "accuracy", "Accuracy on the test set", "accuracy [%]");
        secondHalf(charts, data, palette);
        add(charts, data, palette, "evaluations", "loss", "Loss on the test set", "cross-entropy [nats]");
        add(
                charts,
                data,
                palette,
                "federated_rounds",
                "train_loss",
                "Objective of the clients while they train",
                "objective [nats]");
        add(charts, data, palette, "federated_rounds", "update_norm", "Length of the mean update", "Euclidean norm");
        clients(charts, data, palette);
        if (charts.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Section.titled("Over rounds", LEAD).add(grid.add(charts)));
    }

    private static void add(
            List<Tag> charts,
            ReportData data,
            Palette palette,
            String table,
            String column,
            String title,
            String name) {
        Map<String, List<Band>> lines = data.overRounds(table, column);
        if (!lines.isEmpty()) {
            charts.add(new LineChart(title, "round", name, new Figure(column), lines).draw(palette));
        }
    }

    /** The same picture closer up: at the end settings differ by less than their first rounds' climb leaves room for. */
    private static void secondHalf(List<Tag> charts, ReportData data, Palette palette) {
        double last = data.lastRound("evaluations");
        Map<String, List<Band>> lines = new LinkedHashMap<>();
        data.overRounds("evaluations", "accuracy").forEach((label, bands) -> {
            List<Band> late = bands.stream().filter(b -> b.x() >= last / 2).toList();
            if (!late.isEmpty()) {
                lines.put(label, late);
            }
        });
        if (last >= CLOSE_UP_ROUNDS) {
            String title = "Accuracy on the test set, second half of the rounds";
            charts.add(new LineChart(title, "round", "accuracy [%]", new Figure("accuracy"), lines).draw(palette));
        }
    }

    /** Accuracy on clients' own examples: its band is the spread over clients, not over seeds. */
    private static void clients(List<Tag> charts, ReportData data, Palette palette) {
        Map<String, List<Band>> low = data.overRounds("evaluations", "client_p10");
        Map<String, List<Band>> high = data.overRounds("evaluations", "client_p90");
        Map<String, List<Band>> lines = new LinkedHashMap<>();
        data.overRounds("evaluations", "client_mean").forEach((label, mean) -> {
            List<Band> bands = new ArrayList<>();
            for (int i = 0; i < mean.size() && low.containsKey(label) && high.containsKey(label); i++) {
                Band m = mean.get(i);
                bands.add(new Band(
                        m.x(),
                        m.mean(),
                        low.get(label).get(i).mean(),
                        high.get(label).get(i).mean(),
                        m.n()));
            }
            if (!bands.isEmpty()) {
                lines.put(label, bands);
            }
        });
        if (!lines.isEmpty()) {
            charts.add(new LineChart(
                            "Accuracy on clients' own examples; band: from the 10% to the 90% client",
                            "round", "accuracy [%]", new Figure("accuracy"), lines)
                    .draw(palette));
        }
    }
}
