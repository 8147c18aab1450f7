package dev.starling.report;

import java.util.List;

/**
 * Amounts that add up, one row a setting: parts stand behind one another and are told apart by how full their color is.
 *
 * @param title what it shows
 * @param xName name and unit of the amounts
 * @param parts names of the parts
 * @param rows the settings
 */
record BarChart(String title, String xName, List<String> parts, List<Row> rows) {

    /**
     * A setting's amounts.
     *
     * @param label the setting
     * @param amounts one for each part, at least 0
     */
    record Row(String label, List<Double> amounts) {
        double total() {
            return amounts.stream().mapToDouble(a -> a).sum();
        }
    }

    private static final int ROW = 28;
    private static final double[] FILL = {0.9, 0.5, 0.22};

    Tag draw(Palette palette) {
        Plot plot = new Plot(title, Plot.TOP + Plot.BOTTOM + ROW * rows.size(), 168);
        double greatest = rows.stream().mapToDouble(Row::total).max().orElse(1);
        Scale x = new Scale(0, greatest > 0 ? greatest : 1, plot.left(), plot.right());
        plot.horizontal(x, xName);
        double middle = plot.top() + ROW / 2.0;
        for (Row row : rows) {
            plot.rowName(middle, row.label());
            plot.add(palette.mark(bar(row, x, middle), row.label()));
            middle += ROW;
        }
        return Tag.of("figure")
                .add(Tag.of("figcaption").add(Tag.of("strong").text(title)).text(shades()))
                .add(plot.svg());
    }

    private Tag bar(Row row, Scale x, double middle) {
        Tag group = Tag.of("g");
        double from = 0;
        for (int i = 0; i < row.amounts().size(); i++) {
            double to = from + row.amounts().get(i);
            group.add(Tag.of(
                            "rect",
                            "class",
                            "bar",
                            "x",
                            x.at(from),
                            "width",
                            x.at(to) - x.at(from),
                            "y",
                            middle - 9,
                            "height",
                            18)
                    .attribute("fill-opacity", String.valueOf(FILL[i % FILL.length]))
                    .add(Tag.of("title")
                            .text(row.label() + ", " + parts.get(i) + ": "
                                    + Figure.significant(row.amounts().get(i)))));
            from = to;
        }
        return group;
    }

    private String shades() {
        return parts.size() < 2 ? "" : " From full to pale: " + String.join(", ", parts) + ".";
    }
}
