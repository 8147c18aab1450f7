package dev.starling.report;

import java.util.Map;
import java.util.Optional;

/** How clients differ from one another. */
final class SpreadSection implements Section {

    private static final int ROUNDS = 10;
    private static final String LEAD =
            "Every local pass of the last rounds of all seeds is one value. The shape is their "
                    + "distribution, the box holds the middle half, the dot is the median, the line reaches from the 5% to the 95% "
                    + "quantile.";

    @Override
    public Optional<Tag> draw(ReportData data, Palette palette) {
        double last = data.lastRound("clients");
        double from = Math.max(0, last - ROUNDS + 1);
        Tag grid = Section.grid();
        boolean any = false;
        String[][] columns = {
            {"train_loss", "Objective of clients", "objective [nats]"},
            {"update_norm", "Length of clients' updates", "Euclidean norm"}
        };
        for (String[] column : columns) {
            Map<String, Quantiles> rows = data.spread("clients", column[0], from);
            if (!rows.isEmpty()) {
                String title = "%s, rounds %s to %s".formatted(column[1], Figure.plain(from), Figure.plain(last));
                grid.add(new SpreadChart(title, column[2], new Figure(column[0]), rows).draw(palette));
                any = true;
            }
        }
        return any ? Optional.of(Section.titled("Spread over clients", LEAD).add(grid)) : Optional.empty();
    }
}
