package dev.starling.spark;

import dev.starling.engine.ResourceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lock that one process of a machine holds at a time. The file says which. */
final class ProcessLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessLock.class);
    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 50;

    private final FileChannel channel;
    private final FileLock lock;

    private ProcessLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Waits for the lock.
     *
     * @param patience how long one holder may keep it; many in turn may take longer
     * @throws ResourceException if one holds it for longer, or the thread is interrupted
     */
    static ProcessLock take(Path file, Duration patience) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = await(file, channel, patience);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(
                    String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new ProcessLock(channel, lock);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static FileLock await(Path file, FileChannel channel, Duration patience) throws IOException {
        long begun = System.nanoTime();
        String holder = null;
        long since = begun;
        boolean told = false;
        while (true) {
            FileLock lock = attempt(channel);
            if (lock != null) {
                return lock;
            }
            long now = System.nanoTime();
            String current = Files.readString(file, StandardCharsets.US_ASCII);
            if (!current.equals(holder)) {
                holder = current;
                since = now;
            }
            if (!told && now - begun > QUIET.toNanos()) {
                told = true;
                LOG.info("waiting for {}, which {} holds", file, named(holder));
            }
            if (now - since > patience.toNanos()) {
                throw new ResourceException(
                        "%s has held %s for more than %s s, which processes take in turn to unpack and load the native library; %s, and start again"
                                .formatted(named(holder), file, patience.toSeconds(), advice(holder)));
            }
            pause(file);
        }
    }

    /** Null if another holds it, be it in this process. */
    private static FileLock attempt(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void pause(Path file) {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ResourceException("interrupted while waiting for " + file, e);
        }
    }

    private static String named(String holder) {
        if (holder.isEmpty()) {
            return "a process that has not said which";
        }
        return "process %s%s".formatted(holder, isStopped(holder) ? ", which is stopped," : "");
    }

    private static String advice(String holder) {
        if (holder.isEmpty()) {
            return "find it with lsof or fuser, and let it go on or end it";
        }
        return isStopped(holder)
                ? "let it go on (kill -CONT %s) or end it (kill -KILL %s)".formatted(holder, holder)
                : "end it (kill -KILL %s) if it does nothing".formatted(holder);
    }

    private static boolean isStopped(String holder) {
        try {
            String status = Files.readString(Path.of("/proc", holder, "status"), StandardCharsets.UTF_8);
            return status.lines().anyMatch(line -> line.startsWith("State:") && line.contains("T"));
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        // Whoever waits must not take this one for the next holder.
        channel.truncate(0);
        lock.release();
        channel.close();
    }
}
