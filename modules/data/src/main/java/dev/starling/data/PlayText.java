package dev.starling.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes a play's text apart. After the first line {@code ACT I}, a speech is a line {@code ROLE TAB text} and the lines
 * after it that start with a tab; {@code TAB [...]} is a stage direction, over several lines if need be; {@code ACT} and
 * {@code SCENE} head parts. Any other line that does not start with a tab ends a speech and is nobody's.
 */
final class PlayText {
    private final Map<String, List<String>> speeches = new LinkedHashMap<>();
    private String role = "";
    private final StringBuilder speech = new StringBuilder();
    private boolean direction;

    private PlayText() {}

    static List<Shakespeare.Role> roles(String file, String text) {
        PlayText play = new PlayText();
        boolean begun = false;
        for (String line : text.split("\n", -1)) {
            begun |= line.equals("ACT I");
            if (begun) {
                play.line(line);
            }
        }
        play.endSpeech();
        String name = file.replaceFirst("\\.txt$", "");
        List<Shakespeare.Role> roles = new ArrayList<>();
        play.speeches.forEach((role, said) -> roles.add(new Shakespeare.Role(name, role, said)));
        return roles;
    }

    private void line(String line) {
        if (line.startsWith("\t")) {
            continuation(line.strip());
            return;
        }
        if (line.isEmpty()) {
            return;
        }
        endSpeech();
        int tab = line.indexOf('\t');
        if (tab > 0 && !line.startsWith("SCENE")) {
            role = line.substring(0, tab).strip().replaceFirst(":$", "");
            speech.append(line.substring(tab).strip());
        }
    }

    private void continuation(String text) {
        if (direction || text.startsWith("[")) {
            direction = !text.endsWith("]");
        } else if (!role.isEmpty() && !text.isEmpty()) {
            speech.append('\n').append(text);
        }
    }

    private void endSpeech() {
        if (!role.isEmpty()) {
            speeches.computeIfAbsent(role, name -> new ArrayList<>()).add(speech.toString());
        }
        role = "";
        speech.setLength(0);
        direction = false;
    }
}
