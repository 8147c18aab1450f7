package dev.starling.report;

import java.util.List;
import java.util.Map;

/**
 * How often predictions are right that claim a probability: on the diagonal they are calibrated, below it too sure.
 *
 * @param points of each setting by confidence, one a bin that has predictions
 */
record ReliabilityChart(Map<String, List<Point>> points) {
    private static final String TITLE = "Calibration on the test episodes' queries";
    private static final Figure SHARE = new Figure("accuracy");

    /** The largest dot, of a bin with all predictions. */
    private static final double RADIUS = 11;

    /**
     * A bin.
     *
     * @param confidence mean greatest probability
     * @param accuracy share that is right
     * @param share of all predictions
     */
    record Point(double confidence, double accuracy, double share) {}

    Tag draw(Palette palette) {
        Plot plot = Plot.of(TITLE);
        Scale x = new Scale(0, 100, plot.left(), plot.right());
        Scale y = new Scale(0, 100, plot.bottom(), plot.top());
        plot.horizontal(x, "greatest probability of a prediction [%]").vertical(y, "right [%]");
        plot.add(Tag.of("line", "class", "zero", "x1", x.at(0), "y1", y.at(0), "x2", x.at(100), "y2", y.at(100)));
        points.forEach((label, bins) -> plot.add(palette.mark(setting(label, bins, x, y, palette), label)));
        return Tag.of("figure")
                .add(Tag.of("figcaption")
                        .add(Tag.of("strong").text(TITLE))
                        .text(" 15 bins of equal width, all seeds together; a dot's area is its bin's share of the"
                                + " predictions. Dotted: calibrated."))
                .add(plot.svg(), palette.legend(List.copyOf(points.keySet())));
    }

    private static Tag setting(String label, List<Point> bins, Scale x, Scale y, Palette palette) {
        StringBuilder path = new StringBuilder();
        Tag group = Tag.of("g");
        for (Point bin : bins) {
            double at = x.at(SHARE.scaled(bin.confidence));
            double height = y.at(SHARE.scaled(bin.accuracy));
            path.append(Coordinates.pair(at, height)).append(' ');
            double radius = Math.max(1.5, RADIUS * Math.sqrt(bin.share));
            group.add(Tag.of("circle", "class", "seed", "cx", at, "cy", height, "r", radius)
                    .add(Tag.of("title")
                            .text("%s: %s of the predictions are %s sure and %s right"
                                    .formatted(
                                            label,
                                            percent(bin.share),
                                            percent(bin.confidence),
                                            percent(bin.accuracy)))));
        }
        return group.add(Tag.of(
                "polyline",
                "class",
                "line",
                "points",
                path.toString().strip(),
                "stroke-dasharray",
                palette.dash(label)));
    }

    private static String percent(double share) {
        return SHARE.format(share) + "%";
    }
}
