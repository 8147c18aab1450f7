package dev.starling.store;

import dev.starling.engine.OwnRef;
import dev.starling.engine.OwnStates;
import dev.starling.engine.Vectors;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The own states that one attempt leaves, one after another in a file that no other attempt names. */
final class OwnFileWriter implements OwnStates.Writer {

    private final Disk disk;
    private final Path folder;
    private final String name = Names.unique() + ".own";
    private FileOutputStream out;
    private long position;

    OwnFileWriter(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    @Override
    public OwnRef write(Vectors state) {
        byte[] bytes = state.toBytes();
        byte[] trailer = ByteBuffer.allocate(SharedOwnStates.TRAILER_BYTES)
                .putInt(SharedOwnStates.checksum(bytes, bytes.length))
                .array();
        try {
            if (out == null) {
                disk.createFolders(folder);
                out = disk.create(folder.resolve(name));
            }
            disk.write(out, bytes, 0, bytes.length);
            disk.write(out, trailer, 0, trailer.length);
        } catch (IOException e) {
            throw DiskFailure.writing("a unit's own state", folder, e);
        }
        int length = bytes.length + trailer.length;
        OwnRef ref = new OwnRef(name, position, length);
        position += length;
        return ref;
    }

    @Override
    public void close() {
        if (out == null) {
            return;
        }
        try (FileOutputStream closing = out) {
            out = null;
            disk.sync(closing);
            disk.syncFolder(folder);
        } catch (IOException e) {
            throw DiskFailure.writing("units' own states", folder, e);
        }
    }
}
