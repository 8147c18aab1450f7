package dev.starling.report;

import java.util.List;

/**
 * How a setting looks in every picture of a page: one of eight colors that people with any color vision tell apart
 * (after Okabe and Ito 2008, darkened where white paper needs it), and a line pattern that changes when colors run out.
 * The colors themselves stand in the style sheet, one list for light and one for dark surroundings.
 *
 * @param labels settings in their order on the page
 */
record Palette(List<String> labels) {

    static final int COLORS = 8;
    private static final List<String> DASHES = List.of("", "7 4", "2 3", "9 3 2 3");

    Palette {
        labels = List.copyOf(labels);
    }

    int index(String label) {
        int index = labels.indexOf(label);
        if (index < 0) {
            throw new IllegalArgumentException("no setting '%s' among %s".formatted(label, labels));
        }
        return index;
    }

    /** Color class and a mark by which the page's script finds everything of a setting. */
    Tag mark(Tag tag, String label) {
        int index = index(label);
        return tag.attribute("class", "c" + index % COLORS).attribute("data-s", index);
    }

    String dash(String label) {
        return DASHES.get(index(label) / COLORS % DASHES.size());
    }

    /** A legend of some of the settings; its buttons show and hide a setting everywhere. */
    Tag legend(List<String> shown) {
        Tag list = Tag.of("ul", "class", "legend");
        for (String label : shown) {
            Tag line = Tag.of("line", "x1", 1, "x2", 25, "y1", 6, "y2", 6, "stroke-dasharray", dash(label));
            Tag swatch = Tag.of("svg", "viewBox", "0 0 26 12", "width", 26, "height", 12, "aria-hidden", "true")
                    .add(line);
            Tag button = Tag.of("button", "type", "button", "data-key", index(label), "aria-pressed", "true");
            list.add(Tag.of("li")
                    .add(mark(button.add(swatch, Tag.of("span").text(label)), label)
                            .attribute("data-s", "")));
        }
        return list;
    }
}
