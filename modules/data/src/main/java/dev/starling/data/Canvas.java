package dev.starling.data;

import java.util.random.RandomGenerator;

/** A square picture in which strokes cover, not add to, one another. */
final class Canvas {
    private final int side;
    private final double[] ink;

    Canvas(int side) {
        this.side = side;
        this.ink = new double[side * side];
    }

    /** Draws a stroke whose ink falls off as a Gaussian of the distance; width is its deviation as part of the side. */
    void stroke(Sign sign, double width, double strength) {
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                double distance = sign.distance((column + 0.5) / side, (row + 0.5) / side) / width;
                double drawn = strength * StrictMath.exp(-0.5 * distance * distance);
                ink[row * side + column] = Math.max(ink[row * side + column], drawn);
            }
        }
    }

    /** Adds noise, cuts to 0..1 and writes bytes 0..255. */
    void write(byte[] target, int offset, double noise, RandomGenerator random) {
        for (int i = 0; i < ink.length; i++) {
            double value = ink[i] + noise * random.nextGaussian();
            target[offset + i] = (byte) Math.rint(255 * Math.max(0, Math.min(1, value)));
        }
    }
}
