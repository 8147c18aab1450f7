package dev.starling.federated;

import dev.starling.data.ExampleSource;
import dev.starling.data.GaussianMixture;
import dev.starling.data.GeneratedImages;
import dev.starling.data.SyntheticAB;
import dev.starling.engine.Settings;
import java.io.Serializable;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Settings of the data sets that the program makes itself.
 *
 * @param side height and width of a generated image
 * @param noise of a generated image's pixels
 * @param wobble of a generated image's corners
 * @param dimensions of the Gaussian mixture's inputs
 * @param separation of the Gaussian mixture's classes
 * @param alpha how much synthetic clients' models differ
 * @param beta how much synthetic clients' inputs differ
 * @param clients synthetic clients
 */
record Generator(
        int side,
        double noise,
        double wobble,
        int dimensions,
        double separation,
        double alpha,
        double beta,
        int clients)
        implements Serializable {

    static final String IMAGES = "generated-images";
    static final String MIXTURE = "gaussian-mixture";
    static final String SYNTHETIC_AB = "synthetic-ab";
    static final List<String> NAMES = List.of(IMAGES, MIXTURE, SYNTHETIC_AB);

    private static final int CLASSES = 10;

    static Generator read(Settings settings, int clients) {
        return new Generator(
                settings.integer("side", 4, 1024),
                settings.number("noise", 0, 1e3),
                settings.number("wobble", 0, 1e3),
                settings.integer("dimensions", 1, 1 << 20),
                settings.number("separation", 1e-12, 1e6),
                settings.number("alpha", 0, 1e6),
                settings.number("beta", 0, 1e6),
                clients);
    }

    /** The distribution that a generated set draws from. */
    ExampleSource source(String name, RandomGenerator random) {
        if (name.equals(MIXTURE)) {
            return new GaussianMixture(CLASSES, dimensions, separation).open(random);
        }
        GeneratedImages usual = new GeneratedImages();
        return new GeneratedImages(
                        side, CLASSES, usual.corners(), wobble, usual.shift(), usual.turn(), usual.distractors(), noise)
                .open(random);
    }

    SyntheticAB syntheticAB() {
        return new SyntheticAB(alpha, beta);
    }
}
