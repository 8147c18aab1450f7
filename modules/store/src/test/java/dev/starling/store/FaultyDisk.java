package dev.starling.store;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Lets one step of all that a store does to the disk fail: as a full disk, or as a kill. */
final class FaultyDisk extends Disk {

    /** As if the process were gone: no store code catches it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final boolean kill;
    private long failAt;
    private long steps;
    private boolean everAfter;

    FaultyDisk(boolean kill) {
        this.kill = kill;
        this.failAt = Long.MAX_VALUE;
    }

    /** Counts steps from here and fails the one of that number. */
    void failAt(long step) {
        steps = 0;
        failAt = step;
        everAfter = false;
    }

    /** Fails that one and every later one, as a disk does that stays full. */
    void failFrom(long step) {
        failAt(step);
        everAfter = true;
    }

    long steps() {
        return steps;
    }

    private void step() throws IOException {
        long step = steps++;
        if (step == failAt || everAfter && step > failAt) {
            if (kill) {
                throw new Killed();
            }
            throw new IOException("No space left on device");
        }
    }

    @Override
    FileOutputStream create(Path file) throws IOException {
        step();
        return super.create(file);
    }

    /** Half of the bytes arrive before the fault. */
    @Override
    void write(OutputStream out, byte[] bytes, int offset, int length) throws IOException {
        super.write(out, bytes, offset, length / 2);
        step();
        super.write(out, bytes, offset + length / 2, length - length / 2);
    }

    @Override
    void sync(FileOutputStream out) throws IOException {
        step();
    }

    @Override
    void syncFolder(Path folder) throws IOException {
        step();
    }

    @Override
    void makeFolders(Path folder) throws IOException {
        step();
        super.makeFolders(folder);
    }

    @Override
    void publishNew(Path source, Path target) throws IOException {
        step();
        super.publishNew(source, target);
    }

    @Override
    void move(Path source, Path target) throws IOException {
        step();
        super.move(source, target);
    }

    @Override
    void delete(Path file) throws IOException {
        step();
        super.delete(file);
    }
}
