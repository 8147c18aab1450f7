package dev.starling.episodes.task;

import dev.starling.data.Draws;
import dev.starling.engine.Seed;
import java.io.Serializable;

/**
 * What a task does to square gray images.
 *
 * @param kind of change
 * @param number degrees of a rotation, counterclockwise about the center; which one of permutations
 */
record Change(Kind kind, int number) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Blocks have this many pixels a side. */
    static final int BLOCK = 4;

    static final Change NONE = rotation(0);

    enum Kind {
        /** Pixels are interpolated between their four neighbors; what comes from outside is 0. */
        ROTATION,
        /** Blocks of 4 x 4 pixels change places. */
        PERMUTATION
    }

    static Change rotation(int degrees) {
        return new Change(Kind.ROTATION, degrees);
    }

    static Change permutation(int number) {
        return new Change(Kind.PERMUTATION, number);
    }

    /** E.g. {@code rotation-15}. */
    String name() {
        return (kind == Kind.ROTATION ? "rotation-" : "permutation-") + number;
    }

    /** The change with what it draws: child "permutation", by number. */
    Drawn drawn(int side, Seed seed) {
        return switch (kind) {
            case ROTATION -> new Rotation(side, number);
            case PERMUTATION ->
                new Permutation(
                        side,
                        Draws.permutation(
                                side / BLOCK * (side / BLOCK),
                                seed.child("permutation").child(number).random()));
        };
    }

    /** Changes images of one size. */
    interface Drawn {
        /** Writes an image of values 0 to 1 as bytes. */
        void write(float[] image, byte[] target, int offset);
    }

    private record Rotation(int side, int degrees) implements Drawn {
        @Override
        public void write(float[] image, byte[] target, int offset) {
            double angle = StrictMath.toRadians(degrees);
            double cosine = StrictMath.cos(angle);
            double sine = StrictMath.sin(angle);
            double center = (side - 1) / 2.0;
            for (int row = 0; row < side; row++) {
                for (int column = 0; column < side; column++) {
                    double x = column - center;
                    double y = row - center;
                    // Rows run down, so that this looks up where a counterclockwise turn brings the pixel from.
                    double value = at(image, center + cosine * y + sine * x, center + cosine * x - sine * y);
                    target[offset + row * side + column] = (byte) Math.rint(255 * value);
                }
            }
        }

        private double at(float[] image, double row, double column) {
            int top = (int) Math.floor(row);
            int left = (int) Math.floor(column);
            double down = row - top;
            double right = column - left;
            return (1 - down) * ((1 - right) * pixel(image, top, left) + right * pixel(image, top, left + 1))
                    + down * ((1 - right) * pixel(image, top + 1, left) + right * pixel(image, top + 1, left + 1));
        }

        private double pixel(float[] image, int row, int column) {
            return row < 0 || column < 0 || row >= side || column >= side ? 0 : image[row * side + column];
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Permutation(int side, int[] from) implements Drawn {
        @Override
        public void write(float[] image, byte[] target, int offset) {
            int blocks = side / BLOCK;
            for (int row = 0; row < side; row++) {
                for (int column = 0; column < side; column++) {
                    int source = from[row / BLOCK * blocks + column / BLOCK];
                    int y = source / blocks * BLOCK + row % BLOCK;
                    int x = source % blocks * BLOCK + column % BLOCK;
                    target[offset + row * side + column] = (byte) Math.rint(255 * image[y * side + x]);
                }
            }
        }
    }
}
