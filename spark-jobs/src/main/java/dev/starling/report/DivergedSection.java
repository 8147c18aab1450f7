package dev.starling.report;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Clients whose update was not a number or out of range: they are rows, never part of a sum. */
final class DivergedSection implements Section {

    private static final int MOST = 100;
    private static final String LEAD =
            "Local passes whose update was not a number or out of range. They are recorded here and never enter a sum.";

    @Override
    public Optional<Tag> draw(ReportData data, Palette palette) {
        Cells cells = new Cells("setting", "seed", "round", "client", "reason");
        Map<String, Integer> counts = new TreeMap<>();
        int[] all = {0, 0};
        data.rows("clients", (trial, table, row) -> {
            all[1]++;
            if (!table.text(row, "status").equals("diverged")) {
                return;
            }
            counts.merge(trial.label(), 1, Integer::sum);
            if (all[0]++ < MOST) {
                cells.row(
                        Cells.cell(trial.label()),
                        Cells.cell(String.valueOf(trial.seed())),
                        Cells.cell(table.text(row, "round")),
                        Cells.cell(table.text(row, "client")),
                        Cells.cell(table.text(row, "reason")));
            }
        });
        if (all[1] == 0) {
            return Optional.empty();
        }
        Tag section = Section.titled("Diverged clients", LEAD);
        if (all[0] == 0) {
            return Optional.of(section.add(
                    Tag.of("p", "class", "empty").text("None of %s local passes diverged.".formatted(all[1]))));
        }
        section.add(Tag.of("p")
                .text("%s of %s local passes diverged: %s.%s"
                        .formatted(
                                all[0], all[1], counts, all[0] > MOST ? " The first " + MOST + " are listed." : "")));
        return Optional.of(section.add(cells.tag()));
    }
}
