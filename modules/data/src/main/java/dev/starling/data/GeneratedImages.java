package dev.starling.data;

import java.util.random.RandomGenerator;

/**
 * Small grey pictures of made-up written signs, for runs without any download. Each class is a sign: a pen stroke through
 * a few random corners. Classes come in pairs that share all corners but one, so that a picture has a nearest wrong
 * class. Each picture moves every corner, turns, scales and shifts the sign, draws it with a pen of random width and
 * ink, adds noise and, if asked, strokes that belong to no class, and is rounded to bytes 0..255.
 *
 * <p>That makes it hard in the ways that matter to federated comparisons: classes overlap, one prototype a class is not
 * enough, and a client with two classes can tell its own apart without learning what tells all apart.
 *
 * @param side height and width in pixels, at least 4
 * @param classes at least 2
 * @param corners corners of a sign's stroke, at least 2
 * @param wobble standard deviation of a corner's movement, as a part of the side
 * @param shift largest shift in either direction, as a part of the side
 * @param turn largest turn in either direction, in radians
 * @param distractors strokes that belong to no class, in each picture
 * @param noise standard deviation of a pixel's noise, in units of full ink
 */
public record GeneratedImages(
        int side, int classes, int corners, double wobble, double shift, double turn, int distractors, double noise) {
    public GeneratedImages {
        Dealing.atLeast("side", side, 4);
        Dealing.atLeast("classes", classes, 2);
        Dealing.atLeast("corners", corners, 2);
        Dealing.atLeast("distractors", distractors, 0);
        if (!(wobble >= 0 && shift >= 0 && turn >= 0 && noise >= 0)
                || Double.isInfinite(wobble + shift + turn + noise)) {
            throw new IllegalArgumentException("wobble " + wobble + ", shift " + shift + ", turn " + turn + ", noise "
                    + noise + ": all must be numbers of at least 0");
        }
    }

    /** The quickstart's set: 14x14 pixels, 10 classes. */
    public GeneratedImages() {
        this(14, 10, 5, 0.05, 0.08, 0.2, 0, 0.1);
    }

    /** Draws the signs. Inputs are [side, side, 1], bytes scaled to 0..1. */
    public ExampleSource open(RandomGenerator random) {
        Sign[] signs = new Sign[classes];
        for (int label = 0; label < classes; label++) {
            signs[label] = label % 2 == 0 ? Sign.draw(corners, random) : signs[label - 1].relative(random);
        }
        return new Opened(this, signs);
    }

    private record Opened(GeneratedImages settings, Sign[] signs) implements ExampleSource {
        @Override
        public int classes() {
            return settings.classes;
        }

        @Override
        public int[] inputShape() {
            return new int[] {settings.side, settings.side, 1};
        }

        @Override
        public Examples draw(int[] labels, RandomGenerator random) {
            int size = settings.side * settings.side;
            byte[] pixels = new byte[Math.multiplyExact(labels.length, size)];
            for (int i = 0; i < labels.length; i++) {
                settings.picture(signs[labels[i]], pixels, i * size, random);
            }
            return Examples.adoptBytes(
                    pixels, inputShape(), labels.clone(), settings.classes, Preprocessing.UNIT_PIXELS);
        }
    }

    private void picture(Sign sign, byte[] pixels, int offset, RandomGenerator random) {
        Canvas canvas = new Canvas(side);
        Sign moved = sign.moved(wobble, shift, turn, random);
        canvas.stroke(moved, 0.04 + 0.03 * random.nextDouble(), 0.7 + 0.3 * random.nextDouble());
        for (int i = 0; i < distractors; i++) {
            canvas.stroke(Sign.draw(2, random), 0.05, 0.3 + 0.5 * random.nextDouble());
        }
        canvas.write(pixels, offset, noise, random);
    }
}
