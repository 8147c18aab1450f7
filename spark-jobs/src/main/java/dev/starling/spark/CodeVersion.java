package dev.starling.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The version of the program that computes: the project's version and a hash of our own classes. */
public final class CodeVersion {

    private static final String FOLDER = "dev/starling";

    private CodeVersion() {}

    public static String of(Build build) {
        TreeMap<String, byte[]> classes = new TreeMap<>();
        try {
            for (URL place : Collections.list(CodeVersion.class.getClassLoader().getResources(FOLDER))) {
                collect(place.toURI(), classes);
            }
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            classes.forEach((name, bytes) -> {
                digest.update(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                digest.update(bytes);
            });
            return build.version() + "-"
                    + HexFormat.of().formatHex(digest.digest()).substring(0, 12);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read Starling's own classes", e);
        } catch (URISyntaxException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("cannot hash Starling's own classes", e);
        }
    }

    private static void collect(URI place, Map<String, byte[]> classes) throws IOException {
        if (!place.getScheme().equals("jar")) {
            collect(Path.of(place), classes);
            return;
        }
        try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
            collect(jar.getPath("/" + FOLDER), classes);
        }
    }

    /** Tests run from folders of which some hold tests: their classes are nobody's program. */
    private static void collect(Path folder, Map<String, byte[]> classes) throws IOException {
        if (folder.toString().contains("test-classes")) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                classes.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
    }
}
