package dev.starling.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page's head: what was run, how far it got, and a few numbers that say how big it is. */
final class OverviewSection implements Section {

    @Override
    public Optional<Tag> draw(ReportData data, Palette palette) {
        Tag header = Tag.of("header").add(Tag.of("p", "class", "brand").text("Starling report"));
        header.add(Tag.of("h1").text(title(data)));
        Tag pills = Tag.of("p", "class", "pills");
        for (RunFacts run : data.runs()) {
            pills.add(Tag.of("span", "class", "pill " + (run.finished() ? "done" : "open"))
                    .text(run.id() + ": " + run.status()));
        }
        header.add(pills);
        for (RunFacts run : data.runs()) {
            if (!run.finished()) {
                header.add(Tag.of("p", "class", "note").text(unfinished(run)));
            }
        }
        List<String> notices = Notices.merged(
                data.runs().stream().flatMap(run -> run.notices().stream()).toList());
        if (!notices.isEmpty()) {
            header.add(Tag.of("ul", "class", "note")
                    .add(notices.stream().map(n -> Tag.of("li").text(n)).toList()));
        }
        if (data.runs().stream().map(RunFacts::dataHash).distinct().count() > 1) {
            header.add(Tag.of("p", "class", "note")
                    .text(
                            "These runs read different data (their data hashes differ), so differences between a setting of "
                                    + "one and a setting of another are not paired."));
        }
        return Optional.of(header.add(tiles(data)));
    }

    static String title(ReportData data) {
        return String.join(
                " \u00b7 ", data.runs().stream().map(RunFacts::name).distinct().toList());
    }

    private static String unfinished(RunFacts run) {
        long open = run.trials().stream().filter(t -> !t.finished()).count();
        return "Run %s is %s%s: %s of %s trials that have begun are not finished. Everything below is what was committed."
                .formatted(
                        run.id(),
                        run.status(),
                        run.cause().isEmpty() ? "" : " (" + run.cause() + ")",
                        open,
                        run.trials().size());
    }

    private static Tag tiles(ReportData data) {
        Tag tiles = Tag.of("div", "class", "tiles");
        long finished = data.trials().stream().filter(TrialFacts::finished).count();
        tile(tiles, String.valueOf(data.labels().size()), "settings");
        tile(
                tiles,
                String.valueOf(
                        data.trials().stream().map(TrialFacts::seed).distinct().count()),
                "seeds");
        tile(tiles, finished + " / " + data.trials().size(), "trials finished");
        double round = data.lastRound("evaluations");
        if (Double.isFinite(round)) {
            tile(tiles, Figure.plain(round), "training rounds");
        }
        long[] passes = {0};
        data.rows("clients", (trial, table, row) -> passes[0]++);
        if (passes[0] > 0) {
            tile(tiles, String.valueOf(passes[0]), "local passes");
        }
        Map<String, Traffic> traffic = Traffic.of(data);
        if (!traffic.isEmpty()) {
            double bytes = traffic.values().stream()
                    .mapToDouble(t -> t.total() * t.trials())
                    .sum();
            tile(tiles, Bytes.text(bytes), "exchanged");
        }
        return tiles;
    }

    private static void tile(Tag tiles, String number, String what) {
        tiles.add(Tag.of("div", "class", "tile")
                .add(Tag.of("b").text(number), Tag.of("span").text(what)));
    }
}
