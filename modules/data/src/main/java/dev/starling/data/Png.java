package dev.starling.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** One PNG decoder for many small black and white images, without temporary files. Not thread-safe. */
final class Png implements Closeable {
    private final ImageReader reader =
            ImageIO.getImageReadersByFormatName("png").next();

    /**
     * Where an image is black.
     *
     * @return [side * side], row-major, 1 for black and 0 for white
     */
    int[] black(byte[] file, int side, String where) {
        BufferedImage image = read(file, where);
        if (image.getWidth() != side
                || image.getHeight() != side
                || image.getColorModel().getPixelSize() != 1) {
            throw new DataException(where + " is " + image.getWidth() + "x" + image.getHeight() + " pixels of "
                    + image.getColorModel().getPixelSize() + " bits instead of " + side + "x" + side
                    + " of 1: fetch it again with scripts/fetch-data");
        }
        int[] pixels = image.getRaster().getSamples(0, 0, side, side, 0, (int[]) null);
        int black = (image.getColorModel().getRGB(0) & 0xff) < 128 ? 0 : 1;
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = pixels[i] == black ? 1 : 0;
        }
        return pixels;
    }

    private BufferedImage read(byte[] file, String where) {
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(stream, true, true);
            return reader.read(0);
        } catch (IOException | RuntimeException e) {
            // The decoder lets checks of its own fail on damaged headers.
            throw new DataException(where + " is not a readable PNG image: fetch it again with scripts/fetch-data", e);
        }
    }

    @Override
    public void close() {
        reader.dispose();
    }
}
