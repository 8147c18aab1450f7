package dev.starling.store;

import dev.starling.engine.DataException;
import dev.starling.engine.OwnRef;
import dev.starling.engine.OwnStates;
import dev.starling.engine.Vectors;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Own states of one trial's units, in a folder that driver and workers share. */
final class SharedOwnStates implements OwnStates {

    private static final long serialVersionUID = 1L;

    /** After each state: CRC-32C of its bytes. */
    static final int TRAILER_BYTES = 4;

    private final String folder;

    SharedOwnStates(Path folder) {
        this.folder = folder.toString();
    }

    @Override
    public Vectors read(OwnRef ref) {
        Path file = Path.of(folder).resolve(ref.file());
        byte[] bytes = new byte[ref.length()];
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(ref.offset());
            in.readFully(bytes);
        } catch (IOException e) {
            throw new DataException(
                    "cannot read a unit's own state from %s, bytes %s to %s: %s; the store must lie in a folder that the driver and all workers share"
                            .formatted(file, ref.offset(), ref.offset() + ref.length(), e.getMessage()),
                    e);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, bytes.length);
        int payload = bytes.length - TRAILER_BYTES;
        if (in.getInt(payload) != checksum(bytes, payload)) {
            throw new DataException(
                    "%s is damaged: the own state at byte %s does not have the checksum that was written; restore the file from a copy, or delete its run and run it again"
                            .formatted(file, ref.offset()));
        }
        return Vectors.fromBytes(Arrays.copyOf(bytes, payload));
    }

    @Override
    public Writer writer() {
        return new OwnFileWriter(new Disk(), Path.of(folder));
    }

    static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
