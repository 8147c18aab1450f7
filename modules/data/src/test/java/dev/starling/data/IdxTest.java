package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsImagesAndLabels(boolean zipped) {
        byte[] images = Written.images(3, 2);
        byte[] labels = Written.labels(4, 0, 9);
        Path imageFile = Written.bytes(folder.resolve("images"), zipped ? Written.gzip(images) : images);
        Path labelFile = Written.bytes(folder.resolve("labels"), zipped ? Written.gzip(labels) : labels);

        Examples examples = Idx.readImages(imageFile, labelFile, 10, Preprocessing.NONE);

        assertThat(examples.inputShape()).containsExactly(2, 2, 1);
        assertThat(examples.labels()).containsExactly(4, 0, 9);
        float[] last = new float[4];
        examples.copyInput(2, last, 0);
        assertThat(last).containsExactly(2, 3, 4, 5);
    }

    @Test
    void readsBigEndianIntegers() {
        Path file = Written.bytes(folder.resolve("ints"), Written.idxInts(new int[] {1, 2}, -5, 70_000));

        assertThat(Idx.readInts(file, 2).data()).containsExactly(-5, 70_000);
    }

    @Test
    void namesFileAndOffsetWhereAFileWasCutShort() {
        byte[] whole = Written.images(3, 2);
        for (int length = 0; length < whole.length; length++) {
            Path file = Written.bytes(folder.resolve("cut"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Idx.readBytes(file, 3))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(file + " at offset " + length + ": the file ends in the middle of")
                    .hasMessageContaining("scripts/fetch-data");
        }
    }

    @Test
    void noticesAGzipStreamThatWasCutAnywhere() {
        byte[] zipped = Written.gzip(Written.images(30, 5));
        for (int length = 0; length < zipped.length; length++) {
            Path file = Written.bytes(folder.resolve("cut.gz"), Arrays.copyOf(zipped, length));
            assertThatThrownBy(() -> Idx.readBytes(file, 3))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(file + " at offset ");
        }
    }

    @Test
    void noticesAGzipStreamWhoseChecksumIsWrong() {
        byte[] zipped = Written.gzip(Written.images(3, 2));
        zipped[zipped.length - 8] ^= 1;
        Path file = Written.bytes(folder.resolve("corrupt.gz"), zipped);

        assertThatThrownBy(() -> Idx.readBytes(file, 3))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("gzip stream is cut short or corrupt");
    }

    @Test
    void refusesAnotherMagicNumber() {
        Path labels = Written.bytes(folder.resolve("labels"), Written.labels(1, 2));
        Path zero = Written.bytes(folder.resolve("zero"), Written.idx(0x01000803, new int[] {1, 1, 1}, new byte[1]));

        assertThatThrownBy(() -> Idx.readBytes(labels, 3))
                .hasMessageContaining(labels + " at offset 0: the magic number is 0x00000801 but 0x00000803");
        assertThatThrownBy(() -> Idx.readInts(labels, 1)).hasMessageContaining("32-bit integers");
        assertThatThrownBy(() -> Idx.readBytes(zero, 3)).hasMessageContaining("0x01000803");
    }

    @Test
    void refusesDimensionsThatCannotBe() {
        Path none = Written.bytes(folder.resolve("none"), Written.idx(0x0803, new int[] {1, 0, 1}, new byte[0]));
        Path huge =
                Written.bytes(folder.resolve("huge"), Written.idx(0x0803, new int[] {1 << 30, 28, 28}, new byte[100]));

        assertThatThrownBy(() -> Idx.readBytes(none, 3)).hasMessageContaining("at offset 12: dimension 1 is 0");
        assertThatThrownBy(() -> Idx.readBytes(huge, 3)).hasMessageContaining("promise more bytes");
    }

    @Test
    void refusesBytesAfterTheEnd() {
        Path file = Written.bytes(folder.resolve("long"), Written.concat(Written.images(1, 2), new byte[] {1}));

        assertThatThrownBy(() -> Idx.readBytes(file, 3))
                .hasMessageContaining("at offset 20: there are bytes after the last record");
    }

    @Test
    void refusesLabelsOfAnotherSet() {
        Path images = Written.bytes(folder.resolve("images"), Written.images(3, 2));
        Path labels = Written.bytes(folder.resolve("labels"), Written.labels(1, 2));
        Path strange = Written.bytes(folder.resolve("strange"), Written.labels(1, 2, 10));

        assertThatThrownBy(() -> Idx.readImages(images, labels, 10, Preprocessing.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(images + " has 3 images but " + labels + " has 2 labels");
        assertThatThrownBy(() -> Idx.readImages(images, strange, 10, Preprocessing.NONE))
                .hasMessageContaining(strange + " at offset 10: label 10");
    }

    @Test
    void readsWritersOfTheImagesThatAreThere() {
        Examples digits = Examples.ofBytes(new byte[2], new int[] {1}, new int[] {3, 7}, 10, Preprocessing.NONE);
        int[] rows = {3, 1, 501, 0, 33, 0, 0, 0, 7, 1, 777, 0, 37, 0, 0, 0, 1, 1, 9, 0, 31, 0, 0, 0};
        Path file = Written.bytes(folder.resolve("qmnist"), Written.idxInts(new int[] {3, 8}, rows));
        rows[8] = 6;
        Path other = Written.bytes(folder.resolve("other"), Written.idxInts(new int[] {3, 8}, rows));

        assertThat(Qmnist.writers(file, digits)).containsExactly(501, 777);
        assertThatThrownBy(() -> Qmnist.writers(other, digits))
                .hasMessageContaining(other + " at offset 44: row 1 is of class 6 but image 1 is of class 7");
    }
}
