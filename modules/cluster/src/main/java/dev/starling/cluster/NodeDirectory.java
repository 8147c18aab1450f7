package dev.starling.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's own directory in shared memory. Its name says whose it is, user, pid namespace and pid, so that what a killed process left
 * is found and deleted by the next one.
 */
final class NodeDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDirectory.class);
    private static final Path PROCESSES = Path.of("/proc");
    private static final int MOST = 1000;

    private final Path base;
    private final Path path;
    private final ToLongFunction<Path> usableBytes;

    private NodeDirectory(Path base, Path path, ToLongFunction<Path> usableBytes) {
        this.base = base;
        this.path = path;
        this.usableBytes = usableBytes;
    }

    /** Deletes what dead processes left in a directory, and makes one of its own in it. */
    static NodeDirectory create(Path base, ToLongFunction<Path> usableBytes) {
        String prefix = prefix();
        try {
            sweep(base, prefix);
            String own = prefix + ProcessHandle.current().pid() + "-";
            for (int n = 0; n < MOST; n++) {
                Path path = base.resolve(own + n);
                if (created(path)) {
                    return new NodeDirectory(base, path, usableBytes);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new NodeUnavailable("cannot use %s for shared memory: %s".formatted(base, e), e);
        }
        throw new NodeUnavailable("%s has %s directories of this process".formatted(base, MOST));
    }

    /** Where the media driver's files go. */
    String driver() {
        return path.resolve("driver").toString();
    }

    /** Refuses where less than so many bytes are left. */
    void requireRoom(long bytes, String what) {
        long usable = usableBytes.applyAsLong(base);
        if (usable < bytes) {
            throw new NodeUnavailable(
                    ("%s needs %s MB of shared memory, %s has %s MB left: give containers more (--shm-size, an emptyDir of medium"
                                    + " Memory), or set %sdirectory or %sterm")
                            .formatted(
                                    what, bytes >> 20, base, usable >> 20, NodeSettings.PREFIX, NodeSettings.PREFIX));
        }
    }

    @Override
    public void close() {
        try {
            delete(path);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("cannot delete {}: {}", path, e.toString());
        }
    }

    private static boolean created(Path path) throws IOException {
        try {
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private static String prefix() {
        String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9]", "_");
        return "starling-aeron-%s-%s-".formatted(user, pidNamespace());
    }

    /** Containers may share the directory but not the numbers of processes. */
    private static String pidNamespace() {
        try {
            return Files.readSymbolicLink(PROCESSES.resolve("self/ns/pid"))
                    .toString()
                    .replaceAll("\\D", "");
        } catch (IOException e) {
            return "0";
        }
    }

    private static void sweep(Path base, String prefix) throws IOException {
        if (!Files.isDirectory(PROCESSES.resolve("self"))) {
            return;
        }
        List<Path> ours;
        try (Stream<Path> all = Files.list(base)) {
            ours = all.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .toList();
        }
        for (Path path : ours) {
            String pid =
                    path.getFileName().toString().substring(prefix.length()).replaceAll("-.*", "");
            if (pid.matches("\\d+") && !Files.exists(PROCESSES.resolve(pid))) {
                LOG.info("deleting {}, which a process that is gone left behind", path);
                delete(path);
            }
        }
    }

    /** Two processes may sweep at once, so what is gone already is no error. */
    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
