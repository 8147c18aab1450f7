package dev.starling.engine;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that a mistyped one was probably meant to be. */
public final class Nearest {

    private Nearest() {}

    /** The nearest name by edit distance, if it is near enough to be a likely slip. */
    public static Optional<String> of(String typed, Collection<String> names) {
        String best = null;
        int bestDistance = Math.max(2, typed.length() / 2);
        for (String name : names) {
            int distance = distance(typed, name);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = name;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Edits to get from one to the other: a letter more, less or another, or two neighbors swapped. */
    private static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int substitution = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(substitution, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
