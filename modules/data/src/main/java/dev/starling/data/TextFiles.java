package dev.starling.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** The {@code .txt} files of a zip archive or a folder, by name. */
final class TextFiles {
    private TextFiles() {}

    static SortedMap<String, String> read(Path source) {
        SortedMap<String, String> texts = new TreeMap<>();
        Members.read(source, ".txt")
                .forEach((path, content) -> texts.put(
                        path.substring(path.lastIndexOf('/') + 1), new String(content, StandardCharsets.US_ASCII)));
        return texts;
    }
}
