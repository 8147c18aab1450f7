package dev.starling.store;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that a store does to the disk, in one place, so that tests can let any single step fail. Data goes through plain
 * streams: a channel would be closed by the interrupt that Ctrl-C brings.
 */
class Disk {

    /** A new file; {@link #sync(FileOutputStream)} before it is closed. */
    FileOutputStream create(Path file) throws IOException {
        return new FileOutputStream(file.toFile());
    }

    void write(OutputStream out, byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    void sync(FileOutputStream out) throws IOException {
        out.getFD().sync();
    }

    /** Makes the names in a folder durable. */
    void syncFolder(Path folder) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Creates a folder and its parents if they are absent, each name durable. */
    final void createFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            createFolders(parent);
        }
        makeFolders(folder);
        if (parent != null) {
            syncFolder(parent);
        }
    }

    /** Creates a folder and its parents if they are absent; their names need not survive a power loss. */
    void makeFolders(Path folder) throws IOException {
        Files.createDirectories(folder);
    }

    /** Gives a complete, synced file a second, final name; fails if that name exists. */
    void publishNew(Path source, Path target) throws IOException {
        try {
            Files.createLink(target, source);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | IOException e) {
            // A file system without hard links. The run's lock keeps other drivers away between the two steps.
            if (Files.exists(target)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Moves a file, replacing what is there. */
    void move(Path source, Path target) throws IOException {
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** Deletes a folder with all that is in it. */
    final void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            delete(path);
        }
    }

    /** Writes a small file under a temporary name beside its place, synced, and moves it there. */
    final void replace(Path target, byte[] content) throws IOException {
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + Names.unique());
        writeSynced(temporary, content);
        move(temporary, target);
        syncFolder(target.getParent());
    }

    final void writeSynced(Path file, byte[] content) throws IOException {
        try (FileOutputStream out = create(file)) {
            write(out, content, 0, content.length);
            sync(out);
        }
    }

    /** All bytes of a file, also for a thread that is being interrupted: a channel would refuse it. */
    static byte[] read(Path file) throws IOException {
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            return in.readAllBytes();
        }
    }

    /** The names in a folder in order, none if it does not exist. */
    static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Free space for this user where a path lies, in MiB; -1 if nobody knows. */
    static long freeMebibytes(Path path) {
        for (File file = path.toFile(); file != null; file = file.getParentFile()) {
            if (file.exists()) {
                return file.getUsableSpace() >> 20;
            }
        }
        return -1;
    }
}
