package dev.starling.cli;

import java.util.Locale;

/**
 * One thing that the doctor looked at.
 *
 * @param kind how it is
 * @param what what was looked at
 * @param detail what was found
 * @param remedy what to do about it; empty if nothing
 */
record Finding(Kind kind, String what, String detail, String remedy) {

    enum Kind {
        OK("ok"),
        NOTE("note"),
        WRONG("WRONG");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    static Finding ok(String what, String detail) {
        return new Finding(Kind.OK, what, detail, "");
    }

    static Finding note(String what, String detail, String remedy) {
        return new Finding(Kind.NOTE, what, detail, remedy);
    }

    static Finding wrong(String what, String detail, String remedy) {
        return new Finding(Kind.WRONG, what, detail, remedy);
    }

    String text() {
        String line = String.format(Locale.ROOT, "%-5s  %-14s %s", kind.word, what, detail);
        return remedy.isEmpty() ? line : line + System.lineSeparator() + " ".repeat(22) + "-> " + remedy;
    }
}
