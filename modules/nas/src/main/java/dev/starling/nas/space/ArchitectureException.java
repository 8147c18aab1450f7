package dev.starling.nas.space;

/** A text that is no architecture of a space; the message says where it is wrong and what was expected. */
public final class ArchitectureException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int position;

    ArchitectureException(String space, String text, int position, String expected) {
        super("'%s' is no architecture of %s: at position %s %s".formatted(text, space, position, expected));
        this.position = position;
    }

    /** Characters before the place at which the text is wrong. */
    public int position() {
        return position;
    }
}
