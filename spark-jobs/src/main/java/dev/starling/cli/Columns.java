package dev.starling.cli;

import java.util.ArrayList;
import java.util.List;

/** Lines of text in aligned columns. */
final class Columns {

    private final List<List<String>> lines = new ArrayList<>();

    Columns line(String... cells) {
        return line(List.of(cells));
    }

    Columns line(List<String> cells) {
        lines.add(cells);
        return this;
    }

    @Override
    public String toString() {
        List<Integer> widths = new ArrayList<>();
        for (List<String> line : lines) {
            for (int i = 0; i < line.size(); i++) {
                if (i == widths.size()) {
                    widths.add(0);
                }
                widths.set(i, Math.max(widths.get(i), line.get(i).length()));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int i = 0; i < line.size(); i++) {
                padded.append(line.get(i))
                        .append(" ".repeat(widths.get(i) - line.get(i).length() + 2));
            }
            text.append(padded.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }
}
