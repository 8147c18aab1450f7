package dev.starling.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An element of HTML or SVG. Whatever comes in as text or as an attribute's value is escaped, and what comes out reads as
 * HTML and as XML alike; there is no other way to write markup in this package.
 */
final class Tag {

    private static final Set<String> VOID = Set.of("meta", "br", "hr", "col");

    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Object> content = new ArrayList<>();

    private Tag(String name) {
        this.name = name;
    }

    /** An element with attributes given as name, value, name, value. */
    static Tag of(String name, Object... attributes) {
        Tag tag = new Tag(name);
        for (int i = 0; i < attributes.length; i += 2) {
            tag.attribute((String) attributes[i], attributes[i + 1]);
        }
        return tag;
    }

    Tag attribute(String key, Object value) {
        attributes.put(key, value instanceof Double d ? Coordinates.text(d) : String.valueOf(value));
        return this;
    }

    Tag text(String text) {
        content.add(escape(text));
        return this;
    }

    Tag add(Tag... tags) {
        content.addAll(List.of(tags));
        return this;
    }

    Tag add(List<Tag> tags) {
        content.addAll(tags);
        return this;
    }

    /** A script or style sheet of ours, kept from both parsers' eyes. */
    Tag verbatim(String code) {
        content.add("/*<![CDATA[*/" + code + "/*]]>*/");
        return this;
    }

    void write(StringBuilder out) {
        out.append('<').append(name);
        attributes.forEach((key, value) ->
                out.append(' ').append(key).append("=\"").append(escape(value)).append('"'));
        if (VOID.contains(name)) {
            out.append("/>");
            return;
        }
        out.append('>');
        for (Object part : content) {
            if (part instanceof Tag tag) {
                tag.write(out);
            } else {
                out.append(part);
            }
        }
        out.append("</").append(name).append('>');
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        write(out);
        return out.toString();
    }

    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(allowed(c) ? c : 0xfffd);
            }
        });
        return out.toString();
    }

    /** The characters of XML 1.0: control characters have no escape there. */
    private static boolean allowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xd7ff)
                || (c >= 0xe000 && c <= 0xfffd)
                || c >= 0x10000;
    }
}
