package dev.starling.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How long rounds took on the machine that computed them. */
final class TimeSection implements Section {

    private static final String LEAD =
            "Wall time of every round on the machines that computed the run, evaluation rounds "
                    + "among them; trials may have run side by side. The shape is the distribution over rounds and seeds, the box "
                    + "its middle half, the dot its median.";

    @Override
    public Optional<Tag> draw(ReportData data, Palette palette) {
        Map<String, Quantiles> rows = data.spread("rounds", "wall_millis", 0);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Map<String, List<Double>> totals = new LinkedHashMap<>();
        data.rows("rounds", (trial, table, row) -> {
            List<Double> sum = totals.computeIfAbsent(trial.label(), l -> new ArrayList<>(List.of(0.0)));
            sum.set(0, sum.get(0) + table.number(row, "wall_millis"));
        });
        Cells cells = new Cells("setting", "rounds", "median [ms]", "95% quantile [ms]", "sum over seeds [s]");
        rows.forEach((label, q) -> cells.row(
                Cells.cell(label),
                Cells.cell(String.valueOf(q.count())),
                Cells.cell(Figure.significant(q.at(0.5))),
                Cells.cell(Figure.significant(q.at(0.95))),
                Cells.cell(String.format(Locale.ROOT, "%.1f", totals.get(label).get(0) / 1000))));
        Tag chart = new SpreadChart("Wall time of a round", "wall time [ms]", new Figure("wall_millis"), rows)
                .draw(palette);
        return Optional.of(Section.titled("Time", LEAD).add(Section.grid().add(chart, cells.tag())));
    }
}
