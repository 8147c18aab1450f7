package dev.starling.store;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A Parquet file that is being written: buffered, counted, hashed, and synced when closed. */
final class RowFileOutput implements OutputFile, AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final Disk disk;
    private final Path file;
    private final MessageDigest digest;
    private long size;
    private Stream stream;

    RowFileOutput(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    long size() {
        return size;
    }

    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
        stream = new Stream(disk.create(file));
        return stream;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
        return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    /** Lets go of the file if its writer did not come to its end. */
    @Override
    public void close() throws IOException {
        if (stream != null) {
            stream.closed = true;
            stream.out.close();
        }
    }

    private final class Stream extends PositionOutputStream {

        private final FileOutputStream out;
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private int buffered;
        private boolean closed;

        Stream(FileOutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() {
            return size;
        }

        @Override
        public void write(int b) throws IOException {
            if (buffered == buffer.length) {
                drain();
            }
            buffer[buffered++] = (byte) b;
            size++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > buffer.length - buffered) {
                drain();
            }
            if (length > buffer.length) {
                pass(bytes, offset, length);
            } else {
                System.arraycopy(bytes, offset, buffer, buffered, length);
                buffered += length;
            }
            size += length;
        }

        private void drain() throws IOException {
            int count = buffered;
            buffered = 0;
            pass(buffer, 0, count);
        }

        private void pass(byte[] bytes, int offset, int length) throws IOException {
            digest.update(bytes, offset, length);
            disk.write(out, bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            drain();
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try (out) {
                drain();
                disk.sync(out);
            }
        }
    }
}
