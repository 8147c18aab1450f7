package dev.starling.nas.space;

import java.util.List;

/** Reads an architecture's text from left to right and knows where it stands. */
final class Cursor {
    private final String space;
    private final String text;
    private int position;

    Cursor(String space, String text) {
        this.space = space;
        this.text = text;
    }

    /** Goes past what must come next. */
    void skip(String expected) {
        if (!text.startsWith(expected, position)) {
            throw wrong("'%s' is due".formatted(expected));
        }
        position += expected.length();
    }

    /** Goes past one of some texts, the longest that comes next, and says which. */
    int oneOf(List<String> choices) {
        int found = -1;
        for (int i = 0; i < choices.size(); i++) {
            boolean longer =
                    found < 0 || choices.get(i).length() > choices.get(found).length();
            if (longer && text.startsWith(choices.get(i), position)) {
                found = i;
            }
        }
        if (found < 0) {
            throw wrong("one of %s is due".formatted(choices));
        }
        position += choices.get(found).length();
        return found;
    }

    /** Goes past a number of digits that is one of some, and says which. */
    int number(int... choices) {
        int end = position;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        String digits = text.substring(position, end);
        for (int i = 0; i < choices.length; i++) {
            if (digits.equals(String.valueOf(choices[i]))) {
                position = end;
                return i;
            }
        }
        throw wrong("one of the numbers %s is due".formatted(java.util.Arrays.toString(choices)));
    }

    /** That nothing follows. */
    void end() {
        if (position < text.length()) {
            throw wrong("the end is due");
        }
    }

    private ArchitectureException wrong(String expected) {
        String found = position < text.length() ? "is '" + text.substring(position) + "'" : "the text ends";
        return new ArchitectureException(space, text, position, found + " where " + expected);
    }
}
