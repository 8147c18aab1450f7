package dev.starling.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A decoder for many small black and white images: PNG (ISO/IEC 15948) with one bit of gray a pixel and without interlacing. Checksums of
 * all chunks and of the unpacked bytes are compared. Not thread-safe.
 */
final class Png implements Closeable {
    private static final long SIGNATURE = 0x89504e470d0a1a0aL;
    private static final int CHUNK_FRAME = 12;
    private static final int HEADER_LENGTH = 13;

    private final Inflater inflater = new Inflater();

    /**
     * Where an image is black.
     *
     * @return [side * side], row-major, 1 for black and 0 for white
     * @throws DataException if the file is damaged or of another kind or size, saying where
     */
    int[] black(byte[] file, int side, String where) {
        try {
            return pixels(rows(ByteBuffer.wrap(file), side), side);
        } catch (IOException e) {
            throw new DataException(where + " " + e.getMessage() + ": fetch it again with scripts/fetch-data", e);
        }
    }

    /** The unpacked lines, each with the number of its filter before it. */
    private byte[] rows(ByteBuffer file, int side) throws IOException {
        if (file.remaining() < Long.BYTES || file.getLong() != SIGNATURE) {
            throw unreadable("it does not begin as one");
        }
        header(chunk(file, "IHDR"), side);
        inflater.reset();
        byte[] rows = new byte[side * (1 + (side + 7) / 8)];
        int length = 0;
        while (length < rows.length || !inflater.finished()) {
            ByteBuffer part = chunk(file, "IDAT");
            int at = file.position() - CHUNK_FRAME - part.remaining();
            inflater.setInput(part);
            try {
                length += inflater.inflate(rows, length, rows.length - length);
            } catch (DataFormatException e) {
                throw unreadable(
                        "the pixels in the chunk at byte %s cannot be unpacked (%s)".formatted(at, e.getMessage()));
            }
            if (inflater.finished() && length < rows.length) {
                throw unreadable(
                        "the chunk at byte %s ends after %s of %s bytes of pixels".formatted(at, length, rows.length));
            }
            if (!inflater.finished() && length == rows.length && inflater.getRemaining() > 0) {
                throw unreadable("the chunk at byte %s does not end after %s bytes of pixels".formatted(at, length));
            }
        }
        chunk(file, "IEND");
        return rows;
    }

    /** The data of the next chunk of this kind; chunks that a decoder may leave out are left out. */
    private static ByteBuffer chunk(ByteBuffer file, String kind) throws IOException {
        while (true) {
            int at = file.position();
            if (file.remaining() < CHUNK_FRAME
                    || file.getInt(at) < 0
                    || file.getInt(at) > file.remaining() - CHUNK_FRAME) {
                throw unreadable("it ends within the chunk at byte %s, before a whole %s".formatted(at, kind));
            }
            int length = file.getInt();
            String name =
                    StandardCharsets.ISO_8859_1.decode(file.slice(at + 4, 4)).toString();
            CRC32 checksum = new CRC32();
            checksum.update(file.slice(at + 4, 4 + length));
            if ((int) checksum.getValue() != file.getInt(at + 8 + length)) {
                throw unreadable("the chunk at byte %s does not have its checksum".formatted(at));
            }
            file.position(at + CHUNK_FRAME + length);
            if (name.equals(kind)) {
                return file.slice(at + 8, length);
            }
            // The first letter of a name is small where a decoder may do without the chunk.
            if (Character.isUpperCase(name.charAt(0))) {
                throw unreadable("at byte %s is a chunk %s where %s is due".formatted(at, name, kind));
            }
        }
    }

    private static void header(ByteBuffer header, int side) throws IOException {
        if (header.remaining() != HEADER_LENGTH) {
            throw unreadable("its header has %s bytes instead of %s".formatted(header.remaining(), HEADER_LENGTH));
        }
        int width = header.getInt();
        int height = header.getInt();
        byte[] kind = new byte[5];
        header.get(kind);
        if (width != side || height != side || !Arrays.equals(kind, new byte[] {1, 0, 0, 0, 0})) {
            throw new IOException(
                    "is %sx%s pixels of %s bits, color type %s and interlacing %s instead of %sx%s of 1, 0 and 0"
                            .formatted(width, height, kind[0], kind[1], kind[4], side, side));
        }
    }

    private static int[] pixels(byte[] rows, int side) throws IOException {
        int line = rows.length / side;
        int[] pixels = new int[side * side];
        for (int row = 0; row < side; row++) {
            int start = row * line;
            for (int i = start + 1; i < start + line && rows[start] != 0; i++) {
                int left = i == start + 1 ? 0 : rows[i - 1] & 0xff;
                int up = row == 0 ? 0 : rows[i - line] & 0xff;
                int corner = row == 0 || i == start + 1 ? 0 : rows[i - line - 1] & 0xff;
                rows[i] += (byte) predicted(rows[start], left, up, corner);
            }
            for (int column = 0; column < side; column++) {
                pixels[row * side + column] = ~rows[start + 1 + (column >> 3)] >> (7 - (column & 7)) & 1;
            }
        }
        return pixels;
    }

    /** What a line's filter expects of a byte by its neighbors. */
    private static int predicted(int filter, int left, int up, int corner) throws IOException {
        return switch (filter) {
            case 1 -> left;
            case 2 -> up;
            case 3 -> (left + up) / 2;
            case 4 -> {
                int p = left + up - corner;
                int toLeft = Math.abs(p - left);
                int toUp = Math.abs(p - up);
                int toCorner = Math.abs(p - corner);
                yield toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
            }
            default -> throw unreadable("a line has the filter %s, and there are 0 to 4".formatted(filter & 0xff));
        };
    }

    private static IOException unreadable(String why) {
        return new IOException("is not a readable PNG image: " + why);
    }

    @Override
    public void close() {
        inflater.end();
    }
}
