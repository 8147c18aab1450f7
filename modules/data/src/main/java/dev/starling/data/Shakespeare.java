package dev.starling.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Shakespeare's plays by role: every (play, role) is a client that holds what the role says. Reads the complete works as
 * plain text, as an archive or a folder of files.
 */
public final class Shakespeare {
    private Shakespeare() {}

    /**
     * What one role of one play says.
     *
     * @param play the file's name without {@code .txt}
     * @param name the role's name as printed before its speeches, without a colon at its end
     * @param speeches the text of each speech in order; lines are separated by line feeds
     */
    public record Role(String play, String name, List<String> speeches) {
        public Role {
            speeches = List.copyOf(speeches);
        }

        /** All speeches, one after another, separated by line feeds. */
        public String text() {
            return String.join("\n", speeches);
        }
    }

    /**
     * All roles, by play in the order of file names, then in the order of their first speech. Files without a line
     * {@code ACT I} are poems and have none.
     *
     * @param works {@code shakespeare-works.zip}, or a folder with its {@code .txt} files
     * @throws DataException if it cannot be read or holds no play
     */
    public static List<Role> roles(Path works) {
        List<Role> roles = new ArrayList<>();
        TextFiles.read(works).forEach((name, text) -> roles.addAll(PlayText.roles(name, text)));
        if (roles.isEmpty()) {
            throw new DataException(works + " holds no play, a .txt file with a line 'ACT I': check that it is the"
                    + " complete works, or fetch them with scripts/fetch-data shakespeare");
        }
        return roles;
    }

    /**
     * Windows of 80 characters and the next one, a role a client; keys are places in the list of roles. Of each role's
     * windows the first 80 % train; the next 79 share characters with those and are left out; the rest test. Roles too
     * short for a window of each part are left out (LEAF's split by sample).
     */
    public static DataSet dataSet(List<Role> roles) {
        List<byte[]> texts = new ArrayList<>();
        List<Integer> keys = new ArrayList<>();
        for (int i = 0; i < roles.size(); i++) {
            byte[] text = CharacterWindows.encode(roles.get(i).text());
            if (firstTest(text) < CharacterWindows.count(text)) {
                texts.add(text);
                keys.add(i);
            }
        }
        if (texts.isEmpty()) {
            throw new DataException("none of " + roles.size() + " roles says enough for windows of "
                    + CharacterWindows.LENGTH + " characters in both parts: use whole plays");
        }
        int[] none = new int[texts.size()];
        int[] ends = texts.stream().mapToInt(CharacterWindows::count).toArray();
        int[] train = texts.stream().mapToInt(Shakespeare::trainWindows).toArray();
        int[] test = texts.stream().mapToInt(Shakespeare::firstTest).toArray();
        return new DataSet(
                "shakespeare",
                CharacterWindows.windows(texts, none, train),
                CharacterWindows.windows(texts, test, ends),
                repeat(keys, none, train),
                repeat(keys, test, ends));
    }

    private static int trainWindows(byte[] text) {
        return Math.max(1, (int) (CharacterWindows.count(text) * 8L / 10));
    }

    private static int firstTest(byte[] text) {
        return trainWindows(text) + CharacterWindows.LENGTH - 1;
    }

    private static int[] repeat(List<Integer> keys, int[] from, int[] to) {
        int count = 0;
        for (int i = 0; i < from.length; i++) {
            count += to[i] - from[i];
        }
        int[] repeated = new int[count];
        int at = 0;
        for (int i = 0; i < from.length; i++) {
            Arrays.fill(repeated, at, at + to[i] - from[i], keys.get(i));
            at += to[i] - from[i];
        }
        return repeated;
    }
}
