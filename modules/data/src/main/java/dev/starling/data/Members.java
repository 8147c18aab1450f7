package dev.starling.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The files of a zip archive or of a folder and those below it; checksums of the archive are compared. */
final class Members {
    private Members() {}

    /** Files by path below the source, with {@code /} between names; what a Mac adds beside them is left out. */
    static SortedMap<String, byte[]> read(Path source, String suffix) {
        try {
            return Files.isDirectory(source) ? folder(source, suffix) : archive(source, suffix);
        } catch (IOException e) {
            throw unreadable(source, e);
        } catch (UncheckedIOException e) {
            throw unreadable(source, e.getCause());
        }
    }

    private static DataException unreadable(Path source, IOException e) {
        return new DataException(
                "cannot read " + source + ": " + e.getMessage()
                        + "; it is missing, cut short or corrupt: fetch it again with scripts/fetch-data",
                e);
    }

    private static SortedMap<String, byte[]> folder(Path folder, String suffix) throws IOException {
        SortedMap<String, byte[]> members = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                if (wanted(path, suffix) && Files.isRegularFile(file)) {
                    members.put(path, Files.readAllBytes(file));
                }
            }
        }
        return members;
    }

    private static SortedMap<String, byte[]> archive(Path archive, String suffix) throws IOException {
        SortedMap<String, byte[]> members = new TreeMap<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (wanted(entry.getName(), suffix) && !entry.isDirectory()) {
                    members.put(entry.getName(), content(zip, entry));
                }
            }
        }
        return members;
    }

    private static boolean wanted(String path, String suffix) {
        return path.endsWith(suffix)
                && !path.substring(path.lastIndexOf('/') + 1).startsWith("._");
    }

    /** A member's content; {@link ZipFile} does not compare checksums by itself. */
    private static byte[] content(ZipFile zip, ZipEntry entry) throws IOException {
        byte[] content;
        try (InputStream in = zip.getInputStream(entry)) {
            content = in.readAllBytes();
        } catch (IOException e) {
            throw new IOException("member " + entry.getName() + " cannot be unpacked (" + e.getMessage() + ")", e);
        }
        CRC32 checksum = new CRC32();
        checksum.update(content);
        if (content.length != entry.getSize() || checksum.getValue() != entry.getCrc()) {
            throw new IOException("member " + entry.getName() + " does not have the archived size and checksum");
        }
        return content;
    }
}
