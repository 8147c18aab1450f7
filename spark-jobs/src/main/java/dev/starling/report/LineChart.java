package dev.starling.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Lines over rounds: a setting's mean over seeds, and a band from its least to its greatest seed.
 *
 * @param title what it shows
 * @param xName name of the horizontal axis
 * @param yName name and unit of the vertical axis
 * @param figure how values are scaled and written
 * @param lines a setting's points in order of rounds
 */
record LineChart(String title, String xName, String yName, Figure figure, Map<String, List<Band>> lines) {

    /** Bands of more settings than this lie over one another and have to be paler. */
    private static final int MANY = 6;

    Tag draw(Palette palette) {
        Plot plot = Plot.of(title);
        Scale x = Scale.around(extreme(false, Band::x), extreme(true, Band::x), plot.left(), plot.right());
        Scale y = Scale.around(
                        figure.scaled(extreme(false, Band::least)), figure.scaled(top()), plot.bottom(), plot.top())
                .nice(6);
        plot.horizontal(x, xName).vertical(y, yName);
        lines.forEach((label, points) -> plot.add(palette.mark(
                Tag.of("g").add(band(points, x, y), line(points, x, y, palette.dash(label))), label)));
        plot.add(Tag.of("line", "class", "cursor", "y1", plot.top(), "y2", plot.bottom(), "x1", 0, "x2", 0));
        plot.svg().attribute("data-lines", json(palette, x));
        return Tag.of("figure").add(caption(), plot.svg(), palette.legend(List.copyOf(lines.keySet())));
    }

    private Tag caption() {
        String note = clipped() ? " The vertical axis is cut: some values lie far above." : "";
        return Tag.of("figcaption").add(Tag.of("strong").text(title)).text(note);
    }

    private Tag line(List<Band> points, Scale x, Scale y, String dash) {
        String path = points.stream()
                .map(p -> Coordinates.pair(x.at(p.x()), y.at(figure.scaled(p.mean()))))
                .collect(Collectors.joining(" "));
        return points.size() == 1
                ? Tag.of(
                        "circle",
                        "class",
                        "dot",
                        "r",
                        4,
                        "cx",
                        x.at(points.get(0).x()),
                        "cy",
                        y.at(figure.scaled(points.get(0).mean())))
                : Tag.of("polyline", "class", "line", "points", path, "stroke-dasharray", dash);
    }

    private Tag band(List<Band> points, Scale x, Scale y) {
        StringBuilder path = new StringBuilder();
        for (Band p : points) {
            path.append(Coordinates.pair(x.at(p.x()), y.at(figure.scaled(p.greatest()))))
                    .append(' ');
        }
        for (int i = points.size() - 1; i >= 0; i--) {
            Band p = points.get(i);
            path.append(Coordinates.pair(x.at(p.x()), y.at(figure.scaled(p.least()))))
                    .append(' ');
        }
        return Tag.of(
                "polygon",
                "class",
                lines.size() > MANY ? "band faint" : "band",
                "points",
                path.toString().strip());
    }

    /** What the page's script shows under the pointer: pixels of the rounds, and every line's means as written. */
    private String json(Palette palette, Scale x) {
        return lines.entrySet().stream()
                .map(line -> "{\"s\":" + palette.index(line.getKey()) + ",\"p\":["
                        + line.getValue().stream()
                                .map(p -> "[" + Coordinates.text(x.at(p.x())) + "," + Figure.plain(p.x()) + ",\""
                                        + figure.format(p.mean()) + "\"]")
                                .collect(Collectors.joining(","))
                        + "]}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private boolean clipped() {
        return extreme(true, Band::greatest) > top() * (1 + 1e-9);
    }

    /** One diverging seed must not press all other lines flat: far beyond the means' 95% quantile the axis ends. */
    private double top() {
        double greatest = extreme(true, Band::greatest);
        double usual = new Quantiles(lines.values().stream()
                        .flatMap(List::stream)
                        .mapToDouble(Band::mean)
                        .filter(Double::isFinite)
                        .toArray())
                .at(0.95);
        return usual > 0 && greatest > 6 * usual ? 2 * usual : greatest;
    }

    private double extreme(boolean greatest, java.util.function.ToDoubleFunction<Band> of) {
        var values =
                lines.values().stream().flatMap(List::stream).mapToDouble(of).filter(Double::isFinite);
        return (greatest ? values.max() : values.min()).orElse(Double.NaN);
    }
}
