package dev.starling.report;

import java.util.List;
import java.util.Map;

/**
 * How values spread, one row a setting: the shape of their distribution, a box from the 25% to the 75% quantile with the
 * median in it, and a line from the 5% to the 95% quantile.
 *
 * @param title what it shows
 * @param xName name and unit of the values
 * @param figure how values are scaled
 * @param rows a setting's values
 */
record SpreadChart(String title, String xName, Figure figure, Map<String, Quantiles> rows) {

    private static final int ROW = 34;
    private static final int BINS = 48;

    Tag draw(Palette palette) {
        Plot plot = new Plot(title, Plot.TOP + Plot.BOTTOM + ROW * rows.size(), 132);
        double least = rows.values().stream().mapToDouble(q -> q.at(0.01)).min().orElse(Double.NaN);
        double greatest =
                rows.values().stream().mapToDouble(q -> q.at(0.99)).max().orElse(Double.NaN);
        Scale x = Scale.around(figure.scaled(least), figure.scaled(greatest), plot.left(), plot.right());
        plot.horizontal(x, xName);
        double middle = plot.top() + ROW / 2.0;
        for (Map.Entry<String, Quantiles> row : rows.entrySet()) {
            plot.rowName(middle, row.getKey());
            plot.add(palette.mark(row(row.getKey(), row.getValue(), x, middle), row.getKey()));
            middle += ROW;
        }
        return Tag.of("figure")
                .add(Tag.of("figcaption").add(Tag.of("strong").text(title)))
                .add(plot.svg());
    }

    private Tag row(String label, Quantiles q, Scale x, double middle) {
        Tag group = Tag.of("g").add(Tag.of("title").text(describe(label, q)));
        group.add(shape(q, x, middle));
        double low = x.at(figure.scaled(q.at(0.25)));
        double high = x.at(figure.scaled(q.at(0.75)));
        group.add(Tag.of(
                "line",
                "class",
                "whisker",
                "x1",
                x.at(figure.scaled(q.at(0.05))),
                "x2",
                x.at(figure.scaled(q.at(0.95))),
                "y1",
                middle,
                "y2",
                middle));
        group.add(Tag.of(
                "rect", "class", "box", "x", low, "width", Math.max(1.0, high - low), "y", middle - 4, "height", 8));
        double median = x.at(figure.scaled(q.at(0.5)));
        return group.add(Tag.of("circle", "class", "median", "cx", median, "cy", middle, "r", 3.5));
    }

    private Tag shape(Quantiles q, Scale x, double middle) {
        double least = figure.unscaled(x.least());
        double greatest = figure.unscaled(x.greatest());
        double[] heights = smooth(q.histogram(least, greatest, BINS));
        double tallest = 0;
        for (double height : heights) {
            tallest = Math.max(tallest, height);
        }
        double scale = tallest > 0 ? (ROW / 2.0 - 2) / tallest : 0;
        StringBuilder up = new StringBuilder();
        StringBuilder down = new StringBuilder();
        for (int i = 0; i < BINS; i++) {
            double at = x.from() + (i + 0.5) / BINS * (x.to() - x.from());
            up.append(Coordinates.pair(at, middle - heights[i] * scale)).append(' ');
            down.insert(0, ' ' + Coordinates.pair(at, middle + heights[i] * scale));
        }
        return Tag.of(
                "polygon", "class", "violin", "points", up + down.toString().strip());
    }

    /** A binomial kernel over the bins, so that a few hundred clients draw a shape and not a comb. */
    private static double[] smooth(int[] counts) {
        int[] kernel = {1, 4, 6, 4, 1};
        double[] result = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            for (int k = -2; k <= 2; k++) {
                if (i + k >= 0 && i + k < counts.length) {
                    result[i] += kernel[k + 2] / 16.0 * counts[i + k];
                }
            }
        }
        return result;
    }

    private String describe(String label, Quantiles q) {
        return "%s: median %s, half of the values from %s to %s, nine in ten from %s to %s, %s values"
                .formatted(
                        label,
                        figure.format(q.at(0.5)),
                        figure.format(q.at(0.25)),
                        figure.format(q.at(0.75)),
                        figure.format(q.at(0.05)),
                        figure.format(q.at(0.95)),
                        q.count());
    }

    /** The settings that have values. */
    List<String> labels() {
        return List.copyOf(rows.keySet());
    }
}
