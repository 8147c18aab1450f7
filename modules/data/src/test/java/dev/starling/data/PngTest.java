package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngTest {
    private static final int SIDE = 21;
    private static final int LINE = 1 + 3;
    private static final byte[] GRAY = {1, 0, 0, 0, 0};

    /** Lines with a filter's number before each; the bits beyond the side are 0. */
    private static byte[] rows(int... filters) {
        byte[] rows = new byte[SIDE * LINE];
        SplittableRandom random = new SplittableRandom(3);
        random.nextBytes(rows);
        for (int row = 0; row < SIDE; row++) {
            rows[row * LINE] = (byte) filters[row % filters.length];
        }
        return rows;
    }

    private static byte[] file(byte[] kind, byte[] rows, int parts) {
        Deflater deflater = new Deflater();
        deflater.setInput(rows);
        deflater.finish();
        byte[] packed = new byte[2 * rows.length + 100];
        int length = deflater.deflate(packed);
        deflater.end();
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            pieces.add(Arrays.copyOfRange(packed, i * length / parts, (i + 1) * length / parts));
        }
        return file(kind, pieces);
    }

    private static byte[] file(byte[] kind, List<byte[]> pieces) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream file = new DataOutputStream(bytes)) {
            file.writeLong(0x89504e470d0a1a0aL);
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            DataOutputStream values = new DataOutputStream(header);
            values.writeInt(SIDE);
            values.writeInt(SIDE);
            values.write(kind);
            chunk(file, "IHDR", header.toByteArray());
            chunk(file, "tIME", new byte[7]);
            for (byte[] piece : pieces) {
                chunk(file, "IDAT", piece);
            }
            chunk(file, "IEND", new byte[0]);
        } catch (IOException e) {
            throw new AssertionError("memory can be written to", e);
        }
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream file, String name, byte[] data) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(name.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        checksum.update(data);
        file.writeInt(data.length);
        file.writeBytes(name);
        file.write(data);
        file.writeInt((int) checksum.getValue());
    }

    private static int[] black(byte[] file) {
        try (Png png = new Png()) {
            return png.black(file, SIDE, "symbols.zip, entry a.png");
        }
    }

    /** What the JDK's decoder sees. */
    private static int[] expected(byte[] file) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
        int[] black = new int[SIDE * SIDE];
        for (int i = 0; i < black.length; i++) {
            black[i] = (image.getRGB(i % SIDE, i / SIDE) & 0xff) < 128 ? 1 : 0;
        }
        return black;
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "2, 1", "3, 1", "4, 1", "0, 2", "4, 3", "2, 40"})
    void pixelsAreThoseOfTheJdk(int filter, int parts) throws IOException {
        byte[] file = file(GRAY, rows(filter), parts);

        assertThat(black(file)).isEqualTo(expected(file)).contains(0, 1);
    }

    @Test
    void filtersMayChangeFromLineToLine() throws IOException {
        byte[] file = file(GRAY, rows(4, 2, 0, 3, 1, 4, 4), 1);

        assertThat(black(file)).isEqualTo(expected(file));
    }

    @Test
    void everyCutIsSeen() {
        byte[] file = file(GRAY, rows(1, 4), 2);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> black(cut))
                    .as("%s bytes", length)
                    .isInstanceOf(DataException.class)
                    .hasMessageContainingAll("symbols.zip, entry a.png is not a readable PNG image", "fetch-data");
        }
    }

    @Test
    void everyWrongByteIsSeen() {
        byte[] file = file(GRAY, rows(1, 4), 2);
        for (int at = 0; at < file.length; at++) {
            byte[] wrong = file.clone();
            wrong[at] ^= 0x21;
            assertThatThrownBy(() -> black(wrong)).as("byte %s", at).isInstanceOf(DataException.class);
        }
    }

    @Test
    void aWrongChecksumIsPlaced() {
        byte[] file = file(GRAY, rows(0), 1);
        // Signature 8, header 25, time 19: the pixels begin at byte 52.
        file[70] ^= 1;

        assertThatThrownBy(() -> black(file)).hasMessageContaining("the chunk at byte 52 does not have its checksum");
    }

    @Test
    void pixelsThatDoNotUnpackArePlaced() {
        byte[] garbage = file(GRAY, List.of(new byte[] {1, 2, 3, 4, 5}));

        assertThatThrownBy(() -> black(garbage)).hasMessageContaining("the chunk at byte 52 cannot be unpacked");
    }

    @Test
    void tooFewAndTooManyPixelsAreCounted() {
        byte[] rows = rows(0);

        assertThatThrownBy(() -> black(file(GRAY, Arrays.copyOf(rows, 80), 1)))
                .hasMessageContaining("the chunk at byte 52 ends after 80 of 84 bytes of pixels");
        assertThatThrownBy(() -> black(file(GRAY, Arrays.copyOf(rows, 4000), 1)))
                .hasMessageContaining("the chunk at byte 52 does not end after 84 bytes of pixels");
    }

    @Test
    void anUnknownFilterIsNamed() {
        assertThatThrownBy(() -> black(file(GRAY, rows(0, 7), 1))).hasMessageContaining("a line has the filter 7");
    }

    @Test
    void imagesOfAnotherKindOrSizeAreRefused() {
        assertThatThrownBy(() -> black(file(new byte[] {8, 0, 0, 0, 0}, rows(0), 1)))
                .hasMessageContaining(
                        "is 21x21 pixels of 8 bits, color type 0 and interlacing 0 instead of 21x21 of 1");
        assertThatThrownBy(() -> black(file(new byte[] {1, 0, 0, 0, 1}, rows(0), 1)))
                .hasMessageContaining("interlacing 1");
        try (Png png = new Png()) {
            assertThatThrownBy(() -> png.black(file(GRAY, rows(0), 1), 28, "a.png"))
                    .hasMessageContaining(
                            "a.png is 21x21 pixels of 1 bits, color type 0 and interlacing 0 instead of 28x28");
        }
    }
}
