package dev.starling.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads IDX files, the format of MNIST and its kin: two zero bytes, a byte for the kind of values, a byte for the number
 * of dimensions, each dimension as a big-endian 32-bit integer, then the values row-major. Plain or gzip. The kind, the
 * number of dimensions, each dimension, the number of bytes and the end of the file are checked.
 */
public final class Idx {
    private static final int UNSIGNED_BYTES = 0x08;
    private static final int INTS = 0x0c;

    private Idx() {}

    /**
     * Unsigned bytes.
     *
     * @param dimensions the number of dimensions that the file must have
     * @throws DataException naming file and offset if it is not such a file, cut short, or too long
     */
    public static Bytes readBytes(Path file, int dimensions) {
        try (InputFile in = InputFile.open(file)) {
            int[] lengths = header(in, UNSIGNED_BYTES, dimensions);
            byte[] data = in.read(values(in, lengths, 1), "the values that the header promises");
            in.expectEnd();
            return new Bytes(lengths, data);
        }
    }

    /** 32-bit signed integers; otherwise as {@link #readBytes}. */
    public static Ints readInts(Path file, int dimensions) {
        try (InputFile in = InputFile.open(file)) {
            int[] lengths = header(in, INTS, dimensions);
            byte[] raw = in.read(4 * values(in, lengths, 4), "the values that the header promises");
            in.expectEnd();
            int[] data = new int[raw.length / 4];
            ByteBuffer.wrap(raw).asIntBuffer().get(data);
            return new Ints(lengths, data);
        }
    }

    /**
     * Grey images with their labels.
     *
     * @param classes labels are 0 .. classes - 1
     * @throws DataException if the counts differ or a file is not what it should be
     */
    public static Examples readImages(Path images, Path labels, int classes, Preprocessing preprocessing) {
        Bytes pixels = readBytes(images, 3);
        Bytes classOf = readBytes(labels, 1);
        if (pixels.lengths[0] != classOf.lengths[0]) {
            throw new DataException(images + " has " + pixels.lengths[0] + " images but " + labels + " has "
                    + classOf.lengths[0] + " labels: the two files belong to different sets; fetch both again");
        }
        int[] values = new int[classOf.data.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = classOf.data[i] & 0xff;
            if (values[i] >= classes) {
                throw new DataException(labels + " at offset " + (8 + i) + ": label " + values[i] + " of example " + i
                        + " is not one of " + classes + " classes; check that this is the right file");
            }
        }
        int[] shape = {pixels.lengths[1], pixels.lengths[2], 1};
        return Examples.adoptBytes(pixels.data, shape, values, classes, preprocessing);
    }

    private static int[] header(InputFile in, int kind, int dimensions) {
        int magic = in.readInt("the magic number");
        int expected = kind << 8 | dimensions;
        if (magic != expected) {
            throw new DataException(in.path() + " at offset 0: the magic number is 0x" + hex(magic) + " but 0x"
                    + hex(expected) + " stands before " + dimensions + "-dimensional "
                    + (kind == INTS ? "32-bit integers" : "unsigned bytes")
                    + "; check that this is the right file");
        }
        int[] lengths = new int[dimensions];
        for (int i = 0; i < dimensions; i++) {
            lengths[i] = in.readInt("dimension " + i);
            if (lengths[i] < 1) {
                throw in.bad("dimension " + i + " is " + lengths[i] + ", but must be at least 1");
            }
        }
        return lengths;
    }

    private static int values(InputFile in, int[] lengths, int bytesEach) {
        long count = bytesEach;
        for (int length : lengths) {
            count *= length;
            if (count > Integer.MAX_VALUE - 16) {
                throw in.bad(
                        "the dimensions " + Arrays.toString(lengths) + " promise more bytes than one array can hold");
            }
        }
        return (int) (count / bytesEach);
    }

    private static String hex(int value) {
        return HexFormat.of().toHexDigits(value);
    }

    /**
     * Unsigned bytes of an IDX file. The arrays are the record's own: do not change them.
     *
     * @param lengths the dimensions
     * @param data the values, row-major
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of a file's content; never compared.
    public record Bytes(int[] lengths, byte[] data) {}

    /**
     * Integers of an IDX file. The arrays are the record's own: do not change them.
     *
     * @param lengths the dimensions
     * @param data the values, row-major
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of a file's content; never compared.
    public record Ints(int[] lengths, int[] data) {}
}
