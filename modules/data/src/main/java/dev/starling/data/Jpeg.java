package dev.starling.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** One JPEG decoder for many small images, without temporary files. Not thread-safe. */
final class Jpeg implements Closeable {
    private final ImageReader reader =
            ImageIO.getImageReadersByFormatName("jpeg").next();

    /** Pixels as red, green, blue bytes, row-major; the image must be {@code side x side}. */
    byte[] decode(byte[] file, int side, String where) {
        BufferedImage image = read(file, where);
        if (image.getWidth() != side || image.getHeight() != side) {
            throw new DataException(where + " is " + image.getWidth() + "x" + image.getHeight() + " pixels instead of "
                    + side + "x" + side + ": check the archive");
        }
        byte[] pixels = new byte[3 * side * side];
        int at = 0;
        for (int color : image.getRGB(0, 0, side, side, null, 0, side)) {
            pixels[at++] = (byte) (color >> 16);
            pixels[at++] = (byte) (color >> 8);
            pixels[at++] = (byte) color;
        }
        return pixels;
    }

    private BufferedImage read(byte[] file, String where) {
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(stream, true, true);
            return reader.read(0);
        } catch (IOException | IndexOutOfBoundsException e) {
            throw new DataException(where + " is not a readable JPEG image: fetch the archive again", e);
        }
    }

    @Override
    public void close() {
        reader.dispose();
    }
}
