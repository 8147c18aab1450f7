package dev.starling.report;

import java.util.List;

/** Tables of HTML: a head, rows, the first column to the left and all others to the right. */
final class Cells {

    private final Tag head = Tag.of("tr");
    private final Tag body = Tag.of("tbody");

    Cells(String... names) {
        for (String name : names) {
            head.add(Tag.of("th", "scope", "col").text(name));
        }
    }

    Cells(List<String> names) {
        this(names.toArray(String[]::new));
    }

    Cells row(Tag... cells) {
        body.add(Tag.of("tr").add(cells));
        return this;
    }

    Cells row(List<Tag> cells) {
        body.add(Tag.of("tr").add(cells));
        return this;
    }

    Tag tag() {
        return Tag.of("div", "class", "scroll")
                .add(Tag.of("table").add(Tag.of("thead").add(head), body));
    }

    static Tag cell(String text) {
        return Tag.of("td").text(text);
    }

    /** Text that is cut to its first characters, whole in the tooltip: hashes. */
    static Tag hash(String text) {
        String shown = text.length() > 12 ? text.substring(0, 12) : text;
        return Tag.of("td").add(Tag.of("code", "title", text).text(shown));
    }
}
