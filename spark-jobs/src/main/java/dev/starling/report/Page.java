package dev.starling.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One HTML page that needs nothing else: style sheet and script are part of it, pictures are SVG in its text. */
final class Page {

    private static final List<Section> SECTIONS = List.of(
            new OverviewSection(),
            new ResultSection(),
            new CurveSection(),
            new EpisodeSection(),
            new UncertaintySection(),
            new TaskSection(),
            new SpreadSection(),
            new TrafficSection(),
            new ShardSection(),
            new DivergedSection(),
            new TimeSection(),
            new RunSection());

    private Page() {}

    static String html(ReportData data) {
        Palette palette = new Palette(data.labels());
        Tag main = Tag.of("main");
        for (Section section : SECTIONS) {
            section.draw(data, palette).ifPresent(main::add);
        }
        main.add(Tag.of("footer")
                .text("Written by Starling from the tables of its store. docs/reports.md says what every "
                        + "picture and number means."));
        Tag head = Tag.of("head")
                .add(
                        Tag.of("meta", "charset", "utf-8"),
                        Tag.of("meta", "name", "viewport", "content", "width=device-width, initial-scale=1"),
                        Tag.of("meta", "name", "color-scheme", "content", "light dark"),
                        Tag.of("title").text(OverviewSection.title(data) + " - Starling report"),
                        Tag.of("style").verbatim(resource("report.css")));
        Tag body = Tag.of("body").add(main, Tag.of("div", "id", "tip", "role", "status", "hidden", "hidden"));
        body.add(Tag.of("script").verbatim(resource("report.js")));
        Tag html = Tag.of("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml")
                .add(head, body);
        return "<!DOCTYPE html>\n" + html + "\n";
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
