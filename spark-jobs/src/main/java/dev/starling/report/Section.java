package dev.starling.report;

import java.util.Optional;

/** A part of the page, or nothing where the runs have nothing to show there. */
interface Section {

    Optional<Tag> draw(ReportData data, Palette palette);

    /** A section with a heading and a sentence on how to read it. */
    static Tag titled(String title, String lead) {
        return Tag.of("section")
                .add(Tag.of("h2").text(title), Tag.of("p", "class", "lead").text(lead));
    }

    /** Folded on a screen, unfolded on paper. */
    static Tag details(String summary, Tag... content) {
        return Tag.of("details").add(Tag.of("summary").text(summary)).add(content);
    }

    /** Folded on a screen and left away on paper. */
    static Tag aside(String summary, Tag... content) {
        return details(summary, content).attribute("class", "aside");
    }

    /** Pictures side by side where there is room. */
    static Tag grid() {
        return Tag.of("div", "class", "grid");
    }
}
