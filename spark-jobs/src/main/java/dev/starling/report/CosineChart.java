package dev.starling.report;

import java.util.List;
import java.util.Locale;

/**
 * Cosines of all pairs of tasks' gradients: blue where a step for one task helps the other, orange where it harms.
 *
 * @param title what it shows
 * @param tasks their names
 * @param cosines row by row, [tasks * tasks]
 */
record CosineChart(String title, List<String> tasks, double[] cosines) {
    private static final int ROW = 40;
    private static final int LEFT = 130;

    /** Numbers of more tasks would touch one another. */
    private static final int MOST_NUMBERS = 10;

    /** On cells of greater cosines numbers have the color of paper. */
    private static final double DARK = 0.6;

    /** Width of a letter. */
    private static final double LETTER = 6.4;

    Tag draw() {
        int size = tasks.size();
        Plot plot = new Plot(title, Plot.TOP + Plot.BOTTOM + ROW * size, LEFT);
        double width = (plot.right() - plot.left()) / size;
        Tag cells = Tag.of("g", "class", "matrix");
        Tag names = Tag.of("g", "class", "axis");
        boolean wide = tasks.stream().anyMatch(task -> LETTER * task.length() > width);
        for (int row = 0; row < size; row++) {
            double y = plot.top() + ROW * row;
            plot.rowName(y + ROW / 2.0, tasks.get(row));
            names.add(Plot.label(
                            plot.left() + width * (row + 0.5),
                            plot.bottom() + 16 + (wide ? 14 * (row % 2) : 0),
                            "middle",
                            shortened(tasks.get(row), 2 * width))
                    .add(Tag.of("title").text(tasks.get(row))));
            for (int column = 0; column < size; column++) {
                double cosine = cosines[row * size + column];
                double x = plot.left() + width * column;
                cells.add(Tag.of("rect", "x", x, "y", y, "width", width - 1, "height", ROW - 1.0)
                        .attribute("class", cosine < 0 ? "c1" : "c0")
                        .attribute("fill-opacity", Figure.plain(Math.min(1, Math.abs(cosine))))
                        .add(Tag.of("title")
                                .text("%s, %s: %s"
                                        .formatted(tasks.get(row), tasks.get(column), Figure.significant(cosine)))));
                if (size <= MOST_NUMBERS) {
                    String number = String.format(Locale.ROOT, "%.2f", cosine);
                    cells.add(Plot.label(x + width / 2, y + ROW / 2.0 + 4, "middle", number)
                            .attribute("class", Math.abs(cosine) > DARK ? "dark" : "light"));
                }
            }
        }
        plot.add(cells).add(names);
        return Tag.of("figure")
                .add(Tag.of("figcaption").add(Tag.of("strong").text(title)))
                .add(plot.svg());
    }

    private static String shortened(String name, double width) {
        int most = (int) (width / LETTER);
        return name.length() <= most ? name : name.substring(0, Math.max(1, most - 1)) + "\u2026";
    }
}
