package dev.starling.data;

import java.util.random.RandomGenerator;

/** A pen stroke through corners; coordinates run from 0 to 1 over the picture. */
@SuppressWarnings("ArrayRecordComponent") // Drawn once and never compared.
record Sign(double[] x, double[] y) {
    private static final double LEAST_STEP = 0.3;

    /** Corners in the middle of the picture, each at a distance from the one before, so that strokes have length. */
    static Sign draw(int corners, RandomGenerator random) {
        double[] x = new double[corners];
        double[] y = new double[corners];
        for (int i = 0; i < corners; i++) {
            do {
                x[i] = 0.15 + 0.7 * random.nextDouble();
                y[i] = 0.15 + 0.7 * random.nextDouble();
            } while (i > 0 && square(x[i] - x[i - 1]) + square(y[i] - y[i - 1]) < LEAST_STEP * LEAST_STEP);
        }
        return new Sign(x, y);
    }

    /** The same sign with one corner elsewhere, at a distance from where it was. */
    Sign relative(RandomGenerator random) {
        Sign other = new Sign(x.clone(), y.clone());
        int corner = random.nextInt(x.length);
        do {
            other.x[corner] = 0.15 + 0.7 * random.nextDouble();
            other.y[corner] = 0.15 + 0.7 * random.nextDouble();
        } while (square(other.x[corner] - x[corner]) + square(other.y[corner] - y[corner]) < LEAST_STEP * LEAST_STEP);
        return other;
    }

    /** Every corner moved a little, then all turned and scaled about the middle, and shifted. */
    Sign moved(double wobble, double shift, double turn, RandomGenerator random) {
        double angle = turn * (2 * random.nextDouble() - 1);
        double scale = 0.85 + 0.3 * random.nextDouble();
        double cos = scale * StrictMath.cos(angle);
        double sin = scale * StrictMath.sin(angle);
        double right = shift * (2 * random.nextDouble() - 1);
        double down = shift * (2 * random.nextDouble() - 1);
        Sign moved = new Sign(new double[x.length], new double[y.length]);
        for (int i = 0; i < x.length; i++) {
            double dx = x[i] - 0.5 + wobble * random.nextGaussian();
            double dy = y[i] - 0.5 + wobble * random.nextGaussian();
            moved.x[i] = 0.5 + cos * dx - sin * dy + right;
            moved.y[i] = 0.5 + sin * dx + cos * dy + down;
        }
        return moved;
    }

    /** The least distance from a point to the stroke. */
    double distance(double px, double py) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 1; i < x.length; i++) {
            double dx = x[i] - x[i - 1];
            double dy = y[i] - y[i - 1];
            double length = square(dx) + square(dy);
            double along = length == 0 ? 0 : ((px - x[i - 1]) * dx + (py - y[i - 1]) * dy) / length;
            along = Math.max(0, Math.min(1, along));
            least = Math.min(least, square(px - x[i - 1] - along * dx) + square(py - y[i - 1] - along * dy));
        }
        return StrictMath.sqrt(least);
    }

    private static double square(double value) {
        return value * value;
    }
}
