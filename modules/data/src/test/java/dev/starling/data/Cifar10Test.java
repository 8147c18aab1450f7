package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
    private static final int RECORD = 3073;

    @TempDir
    Path folder;

    private static byte[] records(int... labels) {
        byte[] bytes = new byte[labels.length * RECORD];
        for (int i = 0; i < labels.length; i++) {
            bytes[i * RECORD] = (byte) labels[i];
            for (int plane = 0; plane < 3; plane++) {
                Arrays.fill(bytes, i * RECORD + 1 + plane * 1024, i * RECORD + 1 + (plane + 1) * 1024, (byte)
                        (10 * plane + i));
            }
        }
        return bytes;
    }

    @Test
    void turnsPlanesIntoPixels() {
        Path file = Written.bytes(folder.resolve("batch.bin"), Written.gzip(records(6, 9)));

        Examples examples = Cifar10.readBinary(file).with(Preprocessing.NONE);

        float[] input = new float[3072];
        examples.copyInput(1, input, 0);
        assertThat(examples.inputShape()).containsExactly(32, 32, 3);
        assertThat(examples.labels()).containsExactly(6, 9);
        assertThat(Arrays.copyOf(input, 6)).containsExactly(1, 11, 21, 1, 11, 21);
    }

    @Test
    void namesTheOffsetOfADamagedRecord() {
        Path cut = Written.bytes(folder.resolve("cut.bin"), Arrays.copyOf(records(1, 2), RECORD + 100));
        Path empty = Written.bytes(folder.resolve("empty.bin"), new byte[0]);
        Path strange = Written.bytes(folder.resolve("strange.bin"), records(1, 10));

        assertThatThrownBy(() -> Cifar10.readBinary(cut))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(cut + " at offset 3173: record 1 has 100 bytes instead of 3073");
        assertThatThrownBy(() -> Cifar10.readBinary(empty)).hasMessageContaining("record 0 has 0 bytes");
        assertThatThrownBy(() -> Cifar10.readBinary(strange)).hasMessageContaining("at offset 3073: label 10");
    }

    @Test
    void readsTheWholeSetFromItsArchiveOrItsFolder() throws IOException {
        byte[] batch = records(new int[10_000]);
        Path batches = folder.resolve("cifar10/cifar-10-batches-bin");
        Path archive = folder.resolve("a.tar.gz");
        try (OutputStream tar = new GZIPOutputStream(Files.newOutputStream(archive))) {
            tar.write(Written.member("cifar-10-batches-bin/readme.html", new byte[700]));
            for (String name :
                    List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5")) {
                tar.write(Written.member("cifar-10-batches-bin/" + name + ".bin", batch));
                Written.bytes(batches.resolve(name + ".bin"), batch);
            }
            tar.write(Written.member("cifar-10-batches-bin/test_batch.bin", batch));
            Written.bytes(batches.resolve("test_batch.bin"), batch);
            tar.write(new byte[1024]);
        }

        // One after the other: both at once would be 400 MB.
        String archived = Cifar10.readArchive("cifar10", archive).sha256();
        DataSet unpacked = DataSets.open("cifar10", folder);

        assertThat(unpacked.train().count()).isEqualTo(50_000);
        assertThat(unpacked.test().count()).isEqualTo(10_000);
        assertThat(unpacked.sha256()).isEqualTo(archived);
    }

    @Test
    void refusesArchivesWithoutAllBatches() {
        byte[] few = Written.member("b/data_batch_1.bin", records(1, 2));
        Path cut = Written.bytes(folder.resolve("few.tar"), Written.tar(few));
        Path none = Written.bytes(folder.resolve("none.tar"), Written.tar(Written.member("b/readme", new byte[3])));

        assertThatThrownBy(() -> Cifar10.readArchive("cifar10", cut))
                .hasMessageContaining("data_batch_1.bin has 2 records instead of 10000");
        assertThatThrownBy(() -> Cifar10.readArchive("cifar10", none)).hasMessageContaining("holds the batches []");
    }

    @Test
    void noticesADamagedArchive() {
        byte[] member = Written.member("b/data_batch_1.bin", records(1));
        Path unended = Written.bytes(folder.resolve("unended.tar"), Written.member("b/readme", records(1)));
        Path cut = Written.bytes(folder.resolve("cut.tar"), Arrays.copyOf(member, 600));
        byte[] changed = Written.tar(member);
        changed[3] ^= 1;
        Path corrupt = Written.bytes(folder.resolve("corrupt.tar"), changed);

        assertThatThrownBy(() -> Cifar10.readArchive("cifar10", unended))
                .hasMessageContaining(unended + " at offset 4096")
                .hasMessageContaining("end mark is missing");
        assertThatThrownBy(() -> Cifar10.readArchive("cifar10", cut))
                .hasMessageContaining("in the middle of member 'b/data_batch_1.bin'");
        assertThatThrownBy(() -> Cifar10.readArchive("cifar10", corrupt)).hasMessageContaining("wrong checksum");
    }

    private static byte[] jpeg(int side, int color) throws IOException {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < side * side; i++) {
            image.setRGB(i % side, i / side, color);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", bytes);
        return bytes.toByteArray();
    }

    @Test
    void readsJpegsWithTheirFoldersAsLabels() throws IOException {
        byte[][] members = new byte[11][];
        for (int label = 0; label < 10; label++) {
            members[label] = Written.member("train/" + Cifar10.CLASSES.get(label) + "/0000.jpg", jpeg(32, 0xc86432));
        }
        members[10] = Written.member("test/cat/0000.jpg", jpeg(32, 0));
        Path archive = Written.bytes(folder.resolve("jpeg.tar.gz"), Written.gzip(Written.tar(members)));

        Examples examples = Cifar10.readJpegs(archive, "train").with(Preprocessing.NONE);

        float[] input = new float[3072];
        examples.copyInput(9, input, 0);
        assertThat(examples.labels()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        // JPEG is lossy; a plain colour survives within a few grey levels.
        assertThat(input[0]).isBetween(196f, 204f);
        assertThat(input[1]).isBetween(96f, 104f);
        assertThat(input[2]).isBetween(46f, 54f);
        assertThatThrownBy(() -> Cifar10.readJpegs(archive, "test")).hasMessageContaining("as many of each");
    }

    @Test
    void refusesMembersThatAreNotImagesOfTheSet() throws IOException {
        Path size = Written.bytes(folder.resolve("s.tar"), Written.tar(Written.member("train/cat/1.jpg", jpeg(16, 1))));
        Path text = Written.bytes(
                folder.resolve("t.tar"), Written.tar(Written.member("train/cat/1.jpg", new byte[] {1, 2, 3})));
        Path name = Written.bytes(folder.resolve("n.tar"), Written.tar(Written.member("train/cow/1.jpg", new byte[1])));

        assertThatThrownBy(() -> Cifar10.readJpegs(size, "train")).hasMessageContaining("is 16x16 pixels");
        assertThatThrownBy(() -> Cifar10.readJpegs(text, "train")).hasMessageContaining("not a readable JPEG");
        assertThatThrownBy(() -> Cifar10.readJpegs(name, "train")).hasMessageContaining("train/cow/1.jpg");
    }
}
