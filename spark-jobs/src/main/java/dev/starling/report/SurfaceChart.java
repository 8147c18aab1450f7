package dev.starling.report;

import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Values over a grid of the plane as shades of gray, with examples on top.
 *
 * @param title what it shows
 * @param note how to read it
 * @param greatest the value of the darkest shade
 * @param values grid points
 * @param examples dots, whose values are classes
 */
record SurfaceChart(String title, String note, double greatest, List<Point> values, List<Point> examples) {

    private static final int SHADES = 14;

    /**
     * A point of the plane.
     *
     * @param value there
     */
    record Point(double x, double y, double value) {}

    Tag draw() {
        TreeSet<Double> columns = new TreeSet<>();
        TreeMap<Double, TreeMap<Double, Double>> rows = new TreeMap<>();
        for (Point point : values) {
            columns.add(point.x);
            rows.computeIfAbsent(point.y, y -> new TreeMap<>()).put(point.x, point.value);
        }
        // As high as wide inside the axes, so that circles are round.
        Plot plot = new Plot(title, Plot.WIDTH - Plot.LEFT - Plot.RIGHT + Plot.TOP + Plot.BOTTOM, Plot.LEFT);
        double air = (columns.last() - columns.first()) / (columns.size() - 1) / 2;
        double rowAir = (rows.lastKey() - rows.firstKey()) / (rows.size() - 1) / 2;
        Scale x = new Scale(columns.first() - air, columns.last() + air, plot.left(), plot.right());
        Scale y = new Scale(rows.firstKey() - rowAir, rows.lastKey() + rowAir, plot.bottom(), plot.top());
        plot.horizontal(x, "x").vertical(y, "y").add(shades(rows, x, y, air, rowAir));
        for (Point example : examples) {
            plot.add(Tag.of("g", "class", "c" + Math.floorMod((int) example.value, Palette.COLORS))
                    .add(Tag.of("circle", "class", "dot", "r", 5, "cx", x.at(example.x), "cy", y.at(example.y))
                            .add(Tag.of("title").text("support example of class " + (int) example.value))));
        }
        return Tag.of("figure")
                .add(Tag.of("figcaption").add(Tag.of("strong").text(title)).text(" " + note))
                .add(plot.svg());
    }

    /** A path a shade, made of runs along rows: an element a point would make the page ten times as long. */
    private Tag shades(TreeMap<Double, TreeMap<Double, Double>> rows, Scale x, Scale y, double air, double rowAir) {
        StringBuilder[] paths = new StringBuilder[SHADES];
        rows.forEach((height, row) -> {
            double top = y.at(height + rowAir);
            double bottom = y.at(height - rowAir);
            double from = 0;
            int shade = -1;
            for (var point : row.entrySet()) {
                int next = shade(point.getValue());
                if (next != shade) {
                    run(paths, shade, from, x.at(point.getKey() - air), top, bottom);
                    from = x.at(point.getKey() - air);
                    shade = next;
                }
            }
            run(paths, shade, from, x.at(row.lastKey() + air), top, bottom);
        });
        Tag group = Tag.of("g", "class", "surface", "shape-rendering", "crispEdges");
        for (int shade = 0; shade < SHADES; shade++) {
            if (paths[shade] != null) {
                group.add(Tag.of("path", "d", paths[shade])
                        .attribute("fill-opacity", Figure.plain((double) shade / (SHADES - 1))));
            }
        }
        return group;
    }

    private static void run(StringBuilder[] paths, int shade, double from, double to, double top, double bottom) {
        if (shade > 0) {
            if (paths[shade] == null) {
                paths[shade] = new StringBuilder();
            }
            paths[shade].append("M%sH%sV%sH%sz"
                    .formatted(
                            Coordinates.pair(from, top),
                            Coordinates.text(to),
                            Coordinates.text(bottom),
                            Coordinates.text(from)));
        }
    }

    private int shade(double value) {
        return Double.isFinite(value) ? (int) Math.min(SHADES - 1, Math.max(0, SHADES * value / greatest)) : SHADES - 1;
    }
}
