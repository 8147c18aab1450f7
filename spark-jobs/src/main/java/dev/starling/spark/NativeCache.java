package dev.starling.spark;

import dev.starling.engine.ResourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where JavaCPP unpacks the native libraries: a folder of Starling's own for each build of them, so that no other program and no other
 * build is in the way. Processes that unpack at the same time read each other's half-written files (bytedeco/javacpp#608), so one
 * of a machine does it and the others wait. A folder without the mark that a process has computed with it is what a killed one left, and is
 * emptied.
 */
final class NativeCache {

    private static final Logger LOG = LoggerFactory.getLogger(NativeCache.class);
    private static final String PROPERTY = "org.bytedeco.javacpp.cachedir";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String MARK = "starling-complete";

    private final Path folder;
    private final Path lock;
    private final Duration patience;

    /**
     * @param folder the cache
     * @param lock the lock's file
     * @param patience how long one process may hold it
     */
    NativeCache(Path folder, Path lock, Duration patience) {
        this.folder = folder;
        this.lock = lock;
        this.patience = patience;
    }

    /** In the temporary folder, or where {@code org.bytedeco.javacpp.cachedir} says. */
    static NativeCache ofThisUser() {
        String temporary = System.getProperty("java.io.tmpdir");
        String user = System.getProperty("user.name");
        String classifier = Build.read().classifier();
        String name = "starling-native-%s-%s-%s".formatted(user, classifier, hash(classifier));
        Path given = Path.of(System.getProperty(PROPERTY, temporary));
        return new NativeCache(
                given.endsWith(name) ? given : given.resolve(name),
                Path.of(temporary, "starling-native-%s.lock".formatted(user)),
                PATIENCE);
    }

    /**
     * Loads the libraries.
     *
     * @param load does it, and computes with them
     * @throws ResourceException if another process keeps the lock, or the folder cannot be written
     */
    <T> T use(Supplier<T> load) {
        try (ProcessLock held = ProcessLock.take(lock, patience)) {
            LOG.debug("native libraries are in {}, under {}", folder, held);
            Path mark = folder.resolve(MARK);
            if (!Files.exists(mark)) {
                empty();
            }
            System.setProperty(PROPERTY, folder.toString());
            T loaded = load.get();
            if (!Files.exists(mark) && isUsed()) {
                Files.createFile(mark);
            }
            return loaded;
        } catch (IOException e) {
            throw new ResourceException(
                    "cannot unpack the native library into %s: free some space, or name another folder by -D%s"
                            .formatted(folder, PROPERTY),
                    e);
        }
    }

    /** JavaCPP may have unpacked them elsewhere before. */
    private boolean isUsed() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
        }
    }

    private void empty() throws IOException {
        if (Files.exists(folder)) {
            LOG.info("{} was left by a process that did not come to its end; it is unpacked anew", folder);
            try (Stream<Path> old = Files.walk(folder)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(folder);
    }

    /** Of the libraries in the jars, by the checksums that jars hold: jars may be copied and built anew. */
    private static String hash(String classifier) {
        CRC32 crc = new CRC32();
        for (String resource : List.of(
                "org/bytedeco/javacpp/linux-x86_64/libjnijavacpp.so",
                "org/bytedeco/openblas/linux-x86_64/libopenblas.so.0",
                "org/nd4j/linalg/cpu/nativecpu/bindings/%s/libnd4jcpu.so".formatted(classifier))) {
            crc.update(checksum(Loader.class.getClassLoader().getResource(resource))
                    .getBytes(StandardCharsets.US_ASCII));
        }
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    private static String checksum(URL resource) {
        try {
            if (resource != null && resource.openConnection() instanceof JarURLConnection jar) {
                JarEntry entry = jar.getJarEntry();
                return entry.getCrc() + ":" + entry.getSize() + ";";
            }
            return ";";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }
}
