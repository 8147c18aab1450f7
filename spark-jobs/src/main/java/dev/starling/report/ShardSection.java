package dev.starling.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which client holds how many examples of which class. */
final class ShardSection implements Section {

    /** Partitions of more seeds look alike. */
    private static final int MOST = 2;

    private static final String LEAD =
            "A row is a client, a column a class; the fuller the cell, the more examples. Every "
                    + "seed deals anew, and all settings of a seed share its partition.";

    @Override
    public Optional<Tag> draw(ReportData data, Palette palette) {
        Map<String, TrialFacts> trials = new LinkedHashMap<>();
        Map<String, List<String>> clients = new LinkedHashMap<>();
        Map<String, List<int[]>> counts = new LinkedHashMap<>();
        boolean oneData =
                data.runs().stream().map(RunFacts::dataHash).distinct().count() == 1;
        data.rows("client_shards", (trial, table, row) -> {
            if (!(table.value(row, "labels") instanceof int[] labels)) {
                return;
            }
            String partition = (oneData ? "" : trial.run() + ", ") + "seed " + trial.seed();
            // All settings of a seed leave the same rows; the first trial's are enough.
            if (trials.computeIfAbsent(partition, p -> trial).equals(trial)) {
                clients.computeIfAbsent(partition, p -> new ArrayList<>()).add(table.text(row, "client"));
                counts.computeIfAbsent(partition, p -> new ArrayList<>()).add(labels);
            }
        });
        if (counts.isEmpty()) {
            return Optional.empty();
        }
        Tag grid = Section.grid();
        counts.keySet().stream()
                .limit(MOST)
                .forEach(p -> grid.add(new HeatMap("Who holds what, " + p, clients.get(p), counts.get(p)).draw()));
        Tag section = Section.titled("Clients and classes", LEAD).add(grid);
        return Optional.of(
                counts.size() <= MOST
                        ? section
                        : section.add(Tag.of("p", "class", "empty")
                                .text("%s of %s partitions are shown.".formatted(MOST, counts.size()))));
    }
}
