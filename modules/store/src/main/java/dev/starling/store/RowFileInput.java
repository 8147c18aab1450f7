package dev.starling.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A Parquet file that is read without Hadoop's file systems. */
record RowFileInput(Path file) implements InputFile {

    @Override
    public long getLength() throws IOException {
        return Files.size(file);
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
        RandomAccessFile in = new RandomAccessFile(file.toFile(), "r");
        return new DelegatingSeekableInputStream(new Stream(in)) {
            @Override
            public long getPos() throws IOException {
                return in.getFilePointer();
            }

            @Override
            public void seek(long position) throws IOException {
                in.seek(position);
            }
        };
    }

    private static final class Stream extends InputStream {

        private final RandomAccessFile in;

        Stream(RandomAccessFile in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return in.read(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
