package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OmniglotTest {
    @TempDir
    Path folder;

    private final Map<String, byte[]> background = new TreeMap<>();
    private final Map<String, byte[]> evaluation = new TreeMap<>();

    /** Two symbols and one, whose drawing d has its first d columns black. */
    OmniglotTest() throws IOException {
        for (int drawer = 1; drawer <= Omniglot.DRAWINGS; drawer++) {
            byte[] image = png(105, drawer);
            background.put(path("Greek/character01/0394", drawer), image);
            background.put(path("Bengali/character02/0133", drawer), image);
            evaluation.put(path("Angelic/character01/0965", drawer), image);
        }
    }

    private static String path(String symbol, int drawer) {
        return String.format(Locale.ROOT, "%s_%02d.png", symbol, drawer);
    }

    private static byte[] png(int side, int blackColumns) throws IOException {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_BINARY);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                image.setRGB(x, y, x < blackColumns ? 0 : 0xffffff);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private Path zip(String name, Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name + "/"));
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(name + "/" + file.getKey()));
                zip.write(file.getValue());
            }
            zip.putNextEntry(new ZipEntry("__MACOSX/" + name + "/._0001_01.png"));
        }
        return Written.bytes(folder.resolve(name + ".zip"), bytes.toByteArray());
    }

    private Path unpacked(String name, Map<String, byte[]> files) {
        files.forEach((path, content) -> Written.bytes(folder.resolve(name).resolve(path), content));
        return folder.resolve(name);
    }

    private Omniglot read() throws IOException {
        return Omniglot.read(zip("images_background", background), 2, zip("images_evaluation", evaluation), 1);
    }

    @Test
    void symbolsStandInOrderWithInkOnNothing() throws IOException {
        Omniglot omniglot = read();

        assertThat(omniglot.symbols())
                .containsExactly(
                        new Omniglot.Symbol("Bengali", "character02"),
                        new Omniglot.Symbol("Greek", "character01"),
                        new Omniglot.Symbol("Angelic", "character01"));
        assertThat(omniglot.images().inputShape()).containsExactly(28, 28, 1);
        assertThat(omniglot.images().labelHistogram()).containsExactly(20, 20, 20);
        float[] image = new float[784];
        omniglot.images().copyInput(20 + 4, image, 0);
        // Five black columns of 105 cover the first column of 3.75 and a third of the second.
        assertThat(Arrays.copyOf(image, 3)).containsExactly(1f, 85 / 255f, 0f);
        assertThat(Arrays.copyOfRange(image, 27 * 28, 27 * 28 + 3)).containsExactly(1f, 85 / 255f, 0f);
    }

    @Test
    void archivesAndFoldersHoldTheSame() throws IOException {
        Omniglot folders = Omniglot.read(
                unpacked("images_background", background), 2, unpacked("images_evaluation", evaluation), 1);

        assertThat(folders.images().sha256()).isEqualTo(read().images().sha256());
        assertThat(folders.symbols()).isEqualTo(read().symbols());
    }

    @Test
    void areasKeepTheirInk() {
        int[] picture = new int[105 * 105];
        for (int i = 0; i < picture.length; i += 7) {
            picture[i] = 1;
        }
        byte[] small = new byte[784];

        new Shrinking(105, 28).write(picture, small, 0);

        double sum = 0;
        for (byte value : small) {
            sum += (value & 0xff) / 255.0;
        }
        assertThat(sum / 784).isCloseTo(1 / 7.0, org.assertj.core.data.Offset.offset(0.001));
    }

    @Test
    void aDamagedImageIsNamed() throws IOException {
        for (String damage : new String[] {"cut", "not", "bits"}) {
            String path = path("Greek/character01/0394", 7);
            byte[] image = png(105, 7);
            byte[] damaged = damage.equals("cut") ? Arrays.copyOf(image, 60) : image.clone();
            if (damage.equals("not")) {
                damaged[0] = 0;
            } else if (damage.equals("bits")) {
                Arrays.fill(damaged, 45, 70, (byte) 0x5a);
            }
            background.put(path, damaged);

            assertThatThrownBy(this::read)
                    .as(damage)
                    .isInstanceOf(DataException.class)
                    .hasMessageContainingAll("images_background.zip, entry", path, "not a readable PNG", "fetch");
        }
    }

    @Test
    void anImageOfAnotherSizeIsNamed() throws IOException {
        background.put(path("Greek/character01/0394", 7), png(28, 3));

        assertThatThrownBy(this::read)
                .hasMessageContaining(
                        "_07.png is 28x28 pixels of 1 bits, color type 0 and interlacing 0 instead of 105x105");
    }

    @Test
    void aMissingDrawingIsNamed() throws IOException {
        background.remove(path("Greek/character01/0394", 20));

        assertThatThrownBy(this::read).hasMessageContaining("has no entry Greek/character01/*_20.png");
    }

    @Test
    void aMissingSymbolIsCounted() throws IOException {
        background.keySet().removeIf(path -> path.startsWith("Greek"));

        assertThatThrownBy(this::read).hasMessageContaining("images_background.zip holds 1 symbols instead of 2");
    }

    @Test
    void aDamagedArchiveIsNamed() throws IOException {
        Path archive = zip("images_background", background);
        byte[] bytes = java.nio.file.Files.readAllBytes(archive);
        Arrays.fill(bytes, 1000, 1300, (byte) 0x55);
        Written.bytes(archive, bytes);
        Path other = zip("images_evaluation", evaluation);

        assertThatThrownBy(() -> Omniglot.read(archive, 2, other, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("cannot read", "images_background.zip", "fetch-data");
    }
}
