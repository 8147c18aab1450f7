package dev.starling.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Who holds what: a row a client, a column a class; the fuller a cell, the more examples. The greatest cell of the whole
 * picture is full, so that rows can be compared.
 *
 * @param title what it shows
 * @param clients row names
 * @param counts examples of each class, [clients][classes]
 */
record HeatMap(String title, List<String> clients, List<int[]> counts) {

    /** A picture of more rows is a grey field; beyond this, evenly spaced clients stand for all. */
    static final int MOST_ROWS = 100;

    Tag draw() {
        List<Integer> shown = shown();
        int classes = counts.stream().mapToInt(c -> c.length).max().orElse(1);
        int rowHeight = shown.size() > 40 ? 9 : shown.size() > 20 ? 13 : 18;
        Plot plot = new Plot(title, Plot.TOP + Plot.BOTTOM + rowHeight * shown.size(), Plot.LEFT);
        double width = (plot.right() - plot.left()) / classes;
        int greatest =
                counts.stream().flatMapToInt(java.util.Arrays::stream).max().orElse(1);
        Tag cells = Tag.of("g", "class", "cells");
        for (int row = 0; row < shown.size(); row++) {
            int client = shown.get(row);
            double y = plot.top() + rowHeight * row;
            if (rowHeight > 12 || row % 10 == 0) {
                plot.rowName(y + rowHeight / 2.0, clients.get(client));
            }
            for (int label = 0; label < counts.get(client).length; label++) {
                int count = counts.get(client)[label];
                cells.add(cell(plot.left() + width * label, y, width, rowHeight, (double) count / Math.max(1, greatest))
                        .add(Tag.of("title")
                                .text("client %s, class %s: %s examples"
                                        .formatted(clients.get(client), label, count))));
            }
        }
        plot.add(cells).add(names(plot, classes, width));
        return Tag.of("figure")
                .add(Tag.of("figcaption").add(Tag.of("strong").text(title)).text(note(shown.size(), greatest)))
                .add(plot.svg());
    }

    private static Tag cell(double x, double y, double width, double height, double share) {
        double gap = width > 6 ? 1 : 0;
        return Tag.of("rect", "x", x, "y", y, "width", width - gap, "height", height - (height > 12 ? 1.0 : 0.5))
                .attribute("fill-opacity", Figure.plain(share == 0 ? 0.04 : 0.12 + 0.88 * share));
    }

    private static Tag names(Plot plot, int classes, double width) {
        Tag group = Tag.of("g", "class", "axis");
        int every = Math.max(1, (int) Math.ceil(22 / width));
        for (int label = 0; label < classes; label += every) {
            group.add(Plot.label(
                    plot.left() + width * (label + 0.5), plot.bottom() + 16, "middle", String.valueOf(label)));
        }
        group.add(Plot.label((plot.left() + plot.right()) / 2, plot.bottom() + 37, "middle", "class")
                .attribute("class", "name"));
        group.add(Plot.label(14, (plot.top() + plot.bottom()) / 2, "middle", "client")
                .attribute("transform", "rotate(-90 14 " + Coordinates.text((plot.top() + plot.bottom()) / 2) + ")")
                .attribute("class", "name"));
        return group;
    }

    private String note(int rows, int greatest) {
        String all = rows < clients.size()
                ? " %s of %s clients, evenly spaced.".formatted(rows, clients.size())
                : " All %s clients.".formatted(clients.size());
        return all + " The fullest cell holds %s examples.".formatted(greatest);
    }

    private List<Integer> shown() {
        List<Integer> shown = new ArrayList<>();
        int rows = Math.min(MOST_ROWS, clients.size());
        for (int i = 0; i < rows; i++) {
            shown.add((int) ((long) i * clients.size() / rows));
        }
        return shown;
    }
}
