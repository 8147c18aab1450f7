package dev.starling.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One figure of every trial: a row a setting, a dot a seed, and a bar at the mean. Nothing is hidden behind a deviation.
 *
 * @param figure what is shown
 * @param values a setting's values by seed
 */
record SeedChart(Figure figure, Map<String, TreeMap<Long, Double>> values) {

    private static final int ROW = 28;

    Tag draw(Palette palette) {
        String title = figure.name() + " of every seed";
        Plot plot = new Plot(title, Plot.TOP + Plot.BOTTOM + ROW * values.size(), 168);
        List<Double> all = new ArrayList<>();
        values.values().forEach(bySeed -> all.addAll(bySeed.values()));
        Summary whole = Summary.of("", all);
        double air = 0.04 * (whole.greatest() - whole.least());
        Scale x = Scale.around(
                figure.scaled(whole.least() - air), figure.scaled(whole.greatest() + air), plot.left(), plot.right());
        plot.horizontal(x, figure.name() + figure.unit());
        double middle = plot.top() + ROW / 2.0;
        for (Map.Entry<String, TreeMap<Long, Double>> row : values.entrySet()) {
            plot.rowName(middle, row.getKey());
            plot.add(palette.mark(row(row.getValue(), x, middle), row.getKey()));
            middle += ROW;
        }
        return Tag.of("figure")
                .add(Tag.of("figcaption").add(Tag.of("strong").text(title)))
                .add(plot.svg());
    }

    private Tag row(TreeMap<Long, Double> bySeed, Scale x, double middle) {
        Tag group = Tag.of("g");
        bySeed.forEach((seed, value) ->
                group.add(Tag.of("circle", "class", "seed", "cx", x.at(figure.scaled(value)), "cy", middle, "r", 4.5)
                        .add(Tag.of("title").text("seed " + seed + ": " + figure.format(value)))));
        if (!bySeed.isEmpty()) {
            double mean = x.at(figure.scaled(Summary.mean(List.copyOf(bySeed.values()))));
            group.add(Tag.of("line", "class", "mean", "x1", mean, "x2", mean, "y1", middle - 9, "y2", middle + 9));
        }
        return group;
    }
}
