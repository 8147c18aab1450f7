package dev.starling.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The {@code .txt} files of a zip archive or a folder, by name; checksums of the archive are compared. */
final class TextFiles {
    private TextFiles() {}

    static SortedMap<String, String> read(Path source) {
        try {
            return Files.isDirectory(source) ? folder(source) : archive(source);
        } catch (IOException e) {
            throw new DataException(
                    "cannot read " + source + ": " + e.getMessage()
                            + "; it is missing, cut short or corrupt: fetch it again with scripts/fetch-data",
                    e);
        }
    }

    private static SortedMap<String, String> folder(Path folder) throws IOException {
        SortedMap<String, String> texts = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.txt")) {
            for (Path file : files) {
                texts.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.US_ASCII));
            }
        }
        return texts;
    }

    private static SortedMap<String, String> archive(Path archive) throws IOException {
        SortedMap<String, String> texts = new TreeMap<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().endsWith(".txt")) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        byte[] content = content(in, entry);
                        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                        texts.put(name, new String(content, StandardCharsets.US_ASCII));
                    }
                }
            }
        }
        return texts;
    }

    /** A member's content; {@link ZipFile} does not compare checksums by itself. */
    private static byte[] content(InputStream in, ZipEntry entry) throws IOException {
        byte[] content = in.readAllBytes();
        CRC32 checksum = new CRC32();
        checksum.update(content);
        if (content.length != entry.getSize() || checksum.getValue() != entry.getCrc()) {
            throw new IOException("member " + entry.getName() + " does not have the archived size and checksum");
        }
        return content;
    }
}
