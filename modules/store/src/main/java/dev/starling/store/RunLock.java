package dev.starling.store;

import dev.starling.engine.InputException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Keeps a second driver away from a run. The operating system lets go of it when its process dies. */
final class RunLock implements AutoCloseable {

    // POSIX locks belong to the process, and closing any channel of the file drops them. So a JVM must know which locks
    // it holds before it opens such a file again, whichever Store object asks.
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private static final int ATTEMPTS = 4;
    private static final long PAUSE_NANOS = 20_000_000;

    /** Who holds a lock; read by others for their message. */
    record Owner(int format, long process, String host, String since) {}

    private final Path key;
    private final FileChannel channel;

    private RunLock(Path key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /**
     * Takes the lock of a run.
     *
     * @throws InputException if another driver holds it, naming it
     */
    static RunLock take(Disk disk, Layout layout, String run, Instant now) throws IOException {
        disk.createFolders(layout.run(run));
        Path key = layout.run(run).toRealPath();
        if (!HELD_HERE.add(key)) {
            throw refused(layout, run);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(layout.lockFile(run), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                throw refused(layout, run);
            }
            Owner owner = new Owner(
                    Layout.FORMAT,
                    ProcessHandle.current().pid(),
                    InetAddress.getLocalHost().getHostName(),
                    now.toString());
            disk.replace(layout.ownerFile(run), Json.readable(owner));
            return new RunLock(key, channel);
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            HELD_HERE.remove(key);
            throw e;
        }
    }

    /** Tries for a moment: a reader that asks {@link #isHeld} holds a shared lock for microseconds. */
    private static boolean locked(FileChannel channel) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (channel.tryLock() != null) {
                return true;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return false;
    }

    /** Whether some living driver holds the lock of a run. */
    static boolean isHeld(Layout layout, String run) {
        try {
            if (!Files.exists(layout.lockFile(run))) {
                return false;
            }
            if (HELD_HERE.contains(layout.run(run).toRealPath())) {
                return true;
            }
            // A shared lock needs no permission to write, and two askers do not see each other.
            try (FileChannel channel = FileChannel.open(layout.lockFile(run), StandardOpenOption.READ);
                    FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
                return lock == null;
            }
        } catch (IOException e) {
            throw DiskFailure.reading(layout.lockFile(run), e);
        }
    }

    private static InputException refused(Layout layout, String run) {
        String owner = "another driver";
        if (Files.exists(layout.ownerFile(run))) {
            Owner known = Json.read(layout.ownerFile(run), Owner.class);
            owner = "process %s on host %s, since %s".formatted(known.process(), known.host(), known.since());
        }
        return new InputException("run %s is being worked on by %s: wait for it or stop it, or choose another run id"
                .formatted(run, owner));
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            HELD_HERE.remove(key);
        }
    }
}
