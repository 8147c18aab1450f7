package dev.starling.report;

import java.util.ArrayList;
import java.util.List;

/** Lines of a table for a terminal: the first column to the left, all others to the right. */
final class TextTable {

    private final List<List<String>> lines = new ArrayList<>();

    TextTable line(String... cells) {
        lines.add(List.of(cells));
        return this;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder out = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                String cell = line.get(column);
                String pad = " ".repeat(width(column) - cell.length());
                out.append(column == 0 ? cell + pad : "  " + pad + cell);
            }
            text.append(out.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return lines.stream()
                .filter(line -> line.size() > column)
                .mapToInt(line -> line.get(column).length())
                .max()
                .orElse(0);
    }
}
