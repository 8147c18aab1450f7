package dev.starling.report;

/** The frame of a picture: an area with grid, ticks and axis names, and layers on top. Sizes are in SVG's own units. */
final class Plot {

    static final int WIDTH = 600;
    static final int LEFT = 62;
    static final int RIGHT = 14;
    static final int TOP = 12;
    static final int BOTTOM = 46;
    private static final int TICKS = 6;
    private static final int WIDE_TICKS = 8;

    private final int height;
    private final int left;
    private final Tag svg;

    /**
     * @param title what a screen reader says
     * @param height of the whole picture
     * @param left room for what stands on the vertical axis
     */
    Plot(String title, int height, int left) {
        this.height = height;
        this.left = left;
        this.svg = Tag.of(
                "svg",
                "viewBox",
                "0 0 " + WIDTH + " " + height,
                "role",
                "img",
                "aria-label",
                title,
                "class",
                "plot",
                "xmlns",
                "http://www.w3.org/2000/svg");
    }

    static Plot of(String title) {
        return new Plot(title, 340, LEFT);
    }

    double left() {
        return left;
    }

    double right() {
        return WIDTH - RIGHT;
    }

    double top() {
        return TOP;
    }

    double bottom() {
        return (double) height - BOTTOM;
    }

    /** Adds grid lines, numbers and name of the horizontal axis. */
    Plot horizontal(Scale x, String name) {
        Tag group = Tag.of("g", "class", "axis");
        for (double tick : x.ticks(WIDE_TICKS)) {
            group.add(Tag.of("line", "x1", x.at(tick), "x2", x.at(tick), "y1", top(), "y2", bottom()));
            group.add(label(x.at(tick), bottom() + 17, "middle", x.label(tick, WIDE_TICKS)));
        }
        group.add(label((left() + right()) / 2, height - 8.0, "middle", name).attribute("class", "name"));
        svg.add(group);
        return this;
    }

    /** Adds grid lines, numbers and name of the vertical axis. */
    Plot vertical(Scale y, String name) {
        Tag group = Tag.of("g", "class", "axis");
        for (double tick : y.ticks(TICKS)) {
            group.add(Tag.of("line", "x1", left(), "x2", right(), "y1", y.at(tick), "y2", y.at(tick)));
            group.add(label(left() - 7, y.at(tick) + 4, "end", y.label(tick, TICKS)));
        }
        String turn = "rotate(-90 14 " + Coordinates.text((top() + bottom()) / 2) + ")";
        group.add(label(14, (top() + bottom()) / 2, "middle", name)
                .attribute("transform", turn)
                .attribute("class", "name"));
        svg.add(group);
        return this;
    }

    /** A name on the vertical axis of a picture whose rows are settings; long names are cut, whole in the tooltip. */
    Plot rowName(double y, String name) {
        int most = (int) ((left() - 12) / 6.4);
        String shown = name.length() <= most ? name : name.substring(0, Math.max(1, most - 1)) + "\u2026";
        svg.add(Tag.of("g", "class", "axis")
                .add(label(left() - 9, y + 4, "end", shown).add(Tag.of("title").text(name))));
        return this;
    }

    Plot add(Tag layer) {
        svg.add(layer);
        return this;
    }

    Tag svg() {
        return svg;
    }

    static Tag label(double x, double y, String anchor, String text) {
        return Tag.of("text", "x", x, "y", y, "text-anchor", anchor).text(text);
    }
}
