package dev.starling.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What travels between clients and server. */
final class TrafficSection implements Section {

    private static final String LEAD =
            "Bytes that clients and server of the simulated federation would exchange, as the "
                    + "mean over a setting's trials. They are the algorithm's own and do not depend on how the run was computed.";

    @Override
    public Optional<Tag> draw(ReportData data, Palette palette) {
        Map<String, Traffic> traffic = Traffic.of(data);
        if (traffic.isEmpty()) {
            return Optional.empty();
        }
        double greatest =
                traffic.values().stream().mapToDouble(Traffic::total).max().orElse(1);
        Bytes unit = Bytes.fitting(greatest);
        List<BarChart.Row> bars = new ArrayList<>();
        Cells cells = new Cells("setting", "rounds", "up a round", "down a round", "once", "in total");
        traffic.forEach((label, t) -> {
            bars.add(new BarChart.Row(
                    label, List.of(unit.scaled(t.up()), unit.scaled(t.down()), unit.scaled(t.once()))));
            cells.row(
                    Cells.cell(label),
                    Cells.cell(Figure.plain(t.rounds())),
                    Cells.cell(Bytes.text(t.up() / t.rounds())),
                    Cells.cell(Bytes.text(t.down() / t.rounds())),
                    Cells.cell(Bytes.text(t.once())),
                    Cells.cell(Bytes.text(t.total())));
        });
        Tag chart = new BarChart(
                        "Bytes of a trial",
                        "bytes a trial [" + unit.unit() + "]",
                        List.of("clients to server", "server to clients", "means, once"),
                        bars)
                .draw(palette);
        return Optional.of(Section.titled("Traffic", LEAD).add(Section.grid().add(chart, cells.tag())));
    }
}
