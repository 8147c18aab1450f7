package dev.starling.data;

import java.util.Arrays;
import java.util.List;

/**
 * Character prediction as LEAF sets it up (Caldas et al. 2018): an example is {@value #LENGTH} characters and its label the
 * next one, both as places in one alphabet of 80.
 */
final class CharacterWindows {
    static final int LENGTH = 80;

    /** LEAF's alphabet; the place of a character is its id. */
    static final String ALPHABET = "\n !\"&'(),-.0123456789:;>?ABCDEFGHIJKLMNOPQRSTUVWXYZ[]abcdefghijklmnopqrstuvwxyz}";

    private CharacterWindows() {}

    /** Ids of a text. Characters outside the alphabet count as spaces, and runs of spaces as one. */
    static byte[] encode(String text) {
        byte[] ids = new byte[text.length()];
        int length = 0;
        byte space = (byte) ALPHABET.indexOf(' ');
        for (int i = 0; i < text.length(); i++) {
            int id = ALPHABET.indexOf(text.charAt(i));
            byte value = id < 0 ? space : (byte) id;
            if (value != space || length == 0 || ids[length - 1] != space) {
                ids[length++] = value;
            }
        }
        return Arrays.copyOf(ids, length);
    }

    /** How many windows with a next character a text has. */
    static int count(byte[] ids) {
        return Math.max(0, ids.length - LENGTH);
    }

    /** Windows {@code from[i] .. to[i] - 1} of each text, in order. */
    static Examples windows(List<byte[]> texts, int[] from, int[] to) {
        int length = 0;
        int count = 0;
        for (int i = 0; i < texts.size(); i++) {
            length = Math.addExact(length, texts.get(i).length);
            count = Math.addExact(count, to[i] - from[i]);
        }
        byte[] all = new byte[length];
        int[] starts = new int[count];
        int[] next = new int[count];
        int at = 0;
        int base = 0;
        for (int i = 0; i < texts.size(); i++) {
            byte[] text = texts.get(i);
            System.arraycopy(text, 0, all, base, text.length);
            for (int window = from[i]; window < to[i]; window++) {
                starts[at] = base + window;
                next[at++] = text[window + LENGTH];
            }
            base += text.length;
        }
        Features windows = new Features.Windows(all, starts, LENGTH);
        return Examples.adopt(windows, new int[] {LENGTH}, next, ALPHABET.length(), Preprocessing.NONE);
    }
}
