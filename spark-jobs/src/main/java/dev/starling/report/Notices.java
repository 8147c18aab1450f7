package dev.starling.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What users of some runs should know, said once where several settings have the same to say. */
final class Notices {

    private Notices() {}

    /** Notices of the form {@code setting: text} with the same text become one that names all its settings. */
    static List<String> merged(List<String> notices) {
        Map<String, List<String>> settings = new LinkedHashMap<>();
        for (String notice : notices) {
            int colon = notice.indexOf(": ");
            String text = colon < 0 ? notice : notice.substring(colon + 2);
            List<String> named = settings.computeIfAbsent(text, t -> new ArrayList<>());
            if (colon >= 0 && !named.contains(notice.substring(0, colon))) {
                named.add(notice.substring(0, colon));
            }
        }
        List<String> merged = new ArrayList<>();
        settings.forEach((text, named) -> merged.add(named.isEmpty() ? text : String.join(", ", named) + ": " + text));
        return merged;
    }
}
