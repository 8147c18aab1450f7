package dev.starling.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/**
 * Reads a tar archive (POSIX ustar or old GNU, short names, plain or gzip), file by file, in its order. The checksum of
 * every header and the end mark of the archive are checked, so that an archive cut between two members is noticed.
 */
final class Tar {
    private static final int BLOCK = 512;

    private Tar() {}

    /** Hands every regular file to {@code each} as its name and its bytes; folders are passed over. */
    static void read(Path archive, BiConsumer<String, byte[]> each) {
        try (InputFile in = InputFile.open(archive)) {
            while (true) {
                byte[] header = in.read(BLOCK, "a tar header; the archive's end mark is missing");
                if (isZero(header)) {
                    drain(in);
                    return;
                }
                requireChecksum(in, header);
                int size = size(in, header);
                char type = (char) header[156];
                String name = name(header);
                if (type != '0' && type != 0 && type != '5') {
                    throw in.bad(
                            "member '" + name + "' is of tar type '" + type + "', but only files and folders are read");
                }
                byte[] content = in.read(size, "member '" + name + "'");
                in.read((BLOCK - size % BLOCK) % BLOCK, "the padding after member '" + name + "'");
                if (type != '5') {
                    each.accept(name, content);
                }
            }
        }
    }

    /** Reads on to the end, where gzip compares its checksum. */
    private static void drain(InputFile in) {
        while (in.readUpTo(1 << 16).length > 0) {
            // Only zero blocks follow the end mark.
        }
    }

    private static boolean isZero(byte[] block) {
        for (byte value : block) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private static void requireChecksum(InputFile in, byte[] header) {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (octal(in, header, 148, 8, "checksum") != sum) {
            throw in.bad("a tar header has a wrong checksum");
        }
    }

    private static int size(InputFile in, byte[] header) {
        long size = octal(in, header, 124, 12, "size");
        if (size > Integer.MAX_VALUE - BLOCK) {
            throw in.bad("member '" + name(header) + "' has " + size + " bytes, more than one array can hold");
        }
        return (int) size;
    }

    private static long octal(InputFile in, byte[] header, int from, int length, String what) {
        String digits = text(header, from, length).trim();
        if (!digits.matches("[0-7]+")) {
            throw in.bad("the " + what + " of a tar header is '" + digits + "', not an octal number");
        }
        return Long.parseLong(digits, 8);
    }

    private static String name(byte[] header) {
        String prefix = text(header, 257, 5).equals("ustar") && header[262] == 0 ? text(header, 345, 155) : "";
        String name = text(header, 0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.ISO_8859_1);
    }
}
