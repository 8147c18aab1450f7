package dev.starling.report;

import java.util.List;

/**
 * Paired differences with their 95% t-intervals, one row a pair, and a line at no difference.
 *
 * @param title what it shows
 * @param figure how differences are scaled and written
 * @param differences the rows
 */
record DifferenceChart(String title, Figure figure, List<PairedDifference> differences) {

    private static final int ROW = 28;

    Tag draw(Palette palette) {
        Plot plot = new Plot(title, Plot.TOP + Plot.BOTTOM + ROW * differences.size(), 168);
        double least = 0;
        double greatest = 0;
        for (PairedDifference d : differences) {
            least = Math.min(least, Double.isFinite(d.low()) ? d.low() : finite(d.mean()));
            greatest = Math.max(greatest, Double.isFinite(d.high()) ? d.high() : finite(d.mean()));
        }
        double air = 0.04 * (greatest - least);
        Scale x = Scale.around(figure.scaled(least - air), figure.scaled(greatest + air), plot.left(), plot.right());
        plot.horizontal(x, "difference from " + differences.get(0).against() + figure.differenceUnit());
        plot.add(Tag.of("line", "class", "zero", "x1", x.at(0), "x2", x.at(0), "y1", plot.top(), "y2", plot.bottom()));
        double middle = plot.top() + ROW / 2.0;
        for (PairedDifference d : differences) {
            plot.rowName(middle, d.setting());
            if (d.n() > 0) {
                plot.add(palette.mark(row(d, x, middle), d.setting()));
            }
            middle += ROW;
        }
        return Tag.of("figure")
                .add(Tag.of("figcaption").add(Tag.of("strong").text(title)))
                .add(plot.svg());
    }

    private Tag row(PairedDifference d, Scale x, double middle) {
        Tag group = Tag.of("g").add(Tag.of("title").text(describe(d)));
        if (d.n() > 1) {
            double low = x.at(figure.scaled(d.low()));
            double high = x.at(figure.scaled(d.high()));
            group.add(Tag.of("line", "class", "interval", "x1", low, "x2", high, "y1", middle, "y2", middle));
            for (double end : new double[] {low, high}) {
                group.add(
                        Tag.of("line", "class", "interval", "x1", end, "x2", end, "y1", middle - 5, "y2", middle + 5));
            }
        }
        return group.add(Tag.of("circle", "class", "dot", "cx", x.at(figure.scaled(d.mean())), "cy", middle, "r", 5));
    }

    private String describe(PairedDifference d) {
        return d.setting() + " - " + d.against() + ": " + figure.signed(d.mean()) + figure.differenceUnit() + " "
                + Comparison.interval(figure, d) + ", n = " + d.n();
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }
}
