package dev.starling.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A binary file read from start to end, gzip undone on the way if it starts like gzip, that knows its position. Every
 * failure is a {@link DataException} that names the file and the offset, which counts unzipped bytes.
 */
final class InputFile implements Closeable {
    private final Path path;
    private final InputStream in;
    private final boolean zipped;
    private long offset;

    private InputFile(Path path, InputStream in, boolean zipped) {
        this.path = path;
        this.in = in;
        this.zipped = zipped;
    }

    static InputFile open(Path path) {
        InputStream raw = null;
        try {
            raw = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
            raw.mark(2);
            boolean zipped = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            return new InputFile(path, zipped ? new GZIPInputStream(raw, 1 << 16) : raw, zipped);
        } catch (NoSuchFileException e) {
            throw new DataException(
                    "there is no file " + path + ": check the path, or fetch it with scripts/fetch-data", e);
        } catch (IOException e) {
            close(raw, e);
            throw new DataException(
                    "cannot read " + path + " at offset 0: " + e.getMessage()
                            + "; fetch it again with scripts/fetch-data",
                    e);
        }
    }

    /** A whole file as UTF-8 text, gzip undone. */
    static String text(Path path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputFile in = open(path)) {
            for (byte[] piece = in.readUpTo(1 << 16); piece.length > 0; piece = in.readUpTo(1 << 16)) {
                bytes.writeBytes(piece);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DataException(path + " is not UTF-8 text: take it again from where it is published", e);
        }
    }

    Path path() {
        return path;
    }

    long offset() {
        return offset;
    }

    /** The next {@code length} bytes; {@code what} names them in the message when the file ends before. */
    byte[] read(int length, String what) {
        byte[] bytes = readUpTo(length);
        if (bytes.length < length) {
            throw bad("the file ends in the middle of " + what + ", " + (length - bytes.length) + " bytes short");
        }
        return bytes;
    }

    /** The next bytes, fewer than {@code length} only at the end of the file. Claims of a header allocate nothing. */
    byte[] readUpTo(int length) {
        try {
            byte[] bytes = in.readNBytes(length);
            offset += bytes.length;
            return bytes;
        } catch (EOFException | ZipException e) {
            throw new DataException(message("its gzip stream is cut short or corrupt (" + e.getMessage() + ")"), e);
        } catch (IOException e) {
            throw new DataException(message(String.valueOf(e.getMessage())), e);
        }
    }

    /** A big-endian 32-bit integer. */
    int readInt(String what) {
        byte[] bytes = read(4, what);
        return (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    }

    /** Fails if anything follows; for gzip this is also where the checksum of the whole content is compared. */
    void expectEnd() {
        if (readUpTo(1).length != 0) {
            offset--;
            throw bad("there are bytes after the last record that the header promises");
        }
    }

    DataException bad(String what) {
        return new DataException(message(what));
    }

    private String message(String what) {
        return path + " at offset " + offset + (zipped ? " of the unzipped content" : "") + ": " + what
                + "; fetch it again with scripts/fetch-data, or check who made it";
    }

    @Override
    public void close() {
        close(in, null);
    }

    private static void close(InputStream in, IOException cause) {
        try {
            if (in != null) {
                in.close();
            }
        } catch (IOException e) {
            // Reading is over; a failure to close a file that was only read changes nothing that was read.
            if (cause != null) {
                cause.addSuppressed(e);
            }
        }
    }
}
