package dev.starling.episodes.task;

import java.util.random.RandomGenerator;

/**
 * What may befall a square gray image, at five levels (after Hendrycks and Dietterich 2019, without color). Images are
 * {@code [side * side]}, row-major, 0 to 1, and results are cut to that. What lies beyond an edge is as the edge. Functions beside the
 * four of arithmetic are {@link StrictMath}'s, so that results are the same everywhere.
 */
enum Corruption {
    /** Adds N(0, amount^2) to each pixel. */
    GAUSSIAN_NOISE(.08, .12, .18, .26, .38) {
        @Override
        double[] of(double[] image, int side, double amount, RandomGenerator random) {
            return each(image, x -> x + amount * random.nextGaussian());
        }
    },

    /** Light comes in grains: a pixel is Poisson(x * amount) / amount. */
    SHOT_NOISE(60, 25, 12, 5, 3) {
        @Override
        double[] of(double[] image, int side, double amount, RandomGenerator random) {
            return each(image, x -> poisson(x * amount, random) / amount);
        }
    },

    /** So large a share of pixels becomes 0 or 1. */
    IMPULSE_NOISE(.03, .06, .09, .17, .27) {
        @Override
        double[] of(double[] image, int side, double amount, RandomGenerator random) {
            return each(image, x -> {
                double drawn = random.nextDouble();
                return drawn < amount / 2 ? 0 : drawn < amount ? 1 : x;
            });
        }
    },

    /** Adds noise in proportion: x + x N(0, amount^2). */
    SPECKLE_NOISE(.15, .2, .35, .45, .6) {
        @Override
        double[] of(double[] image, int side, double amount, RandomGenerator random) {
            return each(image, x -> x + x * amount * random.nextGaussian());
        }
    },

    /** Blurs by a Gaussian of this deviation in pixels, cut at four deviations. */
    GAUSSIAN_BLUR(1, 2, 3, 4, 6) {
        @Override
        double[] of(double[] image, int side, double amount, RandomGenerator random) {
            double[] kernel = kernel(amount);
            return transposed(blurred(transposed(blurred(image, side, kernel), side), side, kernel), side);
        }
    },

    /** Brings pixels to this part of their distance from the image's mean. */
    CONTRAST(.4, .3, .2, .1, .05) {
        @Override
        double[] of(double[] image, int side, double amount, RandomGenerator random) {
            double sum = 0;
            for (double x : image) {
                sum += x;
            }
            double mean = sum / image.length;
            return each(image, x -> (x - mean) * amount + mean);
        }
    },

    /** Adds to each pixel. */
    BRIGHTNESS(.1, .2, .3, .4, .5) {
        @Override
        double[] of(double[] image, int side, double amount, RandomGenerator random) {
            return each(image, x -> x + amount);
        }
    },

    /** Shrinks to this part of the side, rounded down, each pixel the mean of the area under it, and repeats those pixels. */
    PIXELATE(.6, .5, .4, .3, .25) {
        @Override
        double[] of(double[] image, int side, double amount, RandomGenerator random) {
            int small = Math.max(1, (int) (amount * side));
            double[] narrow = shrunk(image, side, small);
            double[] result = new double[image.length];
            for (int row = 0; row < side; row++) {
                for (int column = 0; column < side; column++) {
                    int from = (2 * row + 1) * small / (2 * side) * small + (2 * column + 1) * small / (2 * side);
                    result[row * side + column] = narrow[from];
                }
            }
            return result;
        }
    },

    /**
     * The mean of the image and of zooms into its middle: by 1, 1.01, ... in steps of .01, .01, .02, .02 and .03 up to this. Zooms are
     * interpolated between the four nearest pixels.
     */
    ZOOM_BLUR(1.10, 1.15, 1.20, 1.25, 1.30) {
        @Override
        double[] of(double[] image, int side, double amount, RandomGenerator random) {
            int most = (int) Math.rint(100 * amount);
            int step = most <= 115 ? 1 : most <= 125 ? 2 : 3;
            double[] sum = image.clone();
            int images = 1;
            for (int percent = 100; percent <= most; percent += step) {
                addZoomed(image, side, percent / 100.0, sum);
                images++;
            }
            int count = images;
            return each(sum, x -> x / count);
        }
    };

    /** Levels beside the clean image. */
    static final int LEVELS = 5;

    private final double[] amounts;

    Corruption(double... amounts) {
        this.amounts = amounts;
    }

    /**
     * Corrupts an image, which stays as it is.
     *
     * @param level from 1 to {@value LEVELS}
     * @param random of this image at this level
     */
    final double[] apply(double[] image, int side, int level, RandomGenerator random) {
        double[] result = of(image, side, amounts[level - 1], random);
        for (int i = 0; i < result.length; i++) {
            result[i] = Math.min(1, Math.max(0, result[i]));
        }
        return result;
    }

    abstract double[] of(double[] image, int side, double amount, RandomGenerator random);

    private interface Pixel {
        double of(double x);
    }

    private static double[] each(double[] image, Pixel pixel) {
        double[] result = new double[image.length];
        for (int i = 0; i < image.length; i++) {
            result[i] = pixel.of(image[i]);
        }
        return result;
    }

    /** A Poisson draw by inversion of one uniform number, for means up to some hundreds. */
    static int poisson(double mean, RandomGenerator random) {
        double drawn = random.nextDouble();
        double probability = StrictMath.exp(-mean);
        double sum = probability;
        int count = 0;
        // The sum may stay below the greatest uniform numbers by rounding; then what is added no longer counts.
        while (drawn > sum && (count < mean || probability > 0)) {
            count++;
            probability *= mean / count;
            sum += probability;
        }
        return count;
    }

    /** Weights from the middle outward on both sides, which sum to 1: [2 * radius + 1]. */
    static double[] kernel(double deviation) {
        int radius = (int) (4 * deviation + 0.5);
        double[] weights = new double[2 * radius + 1];
        double sum = 0;
        for (int i = -radius; i <= radius; i++) {
            weights[radius + i] = StrictMath.exp(-0.5 * i * i / (deviation * deviation));
            sum += weights[radius + i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    /** Blurs along rows. */
    private static double[] blurred(double[] image, int side, double[] kernel) {
        int radius = kernel.length / 2;
        double[] result = new double[image.length];
        for (int i = 0; i < image.length; i++) {
            int column = i % side;
            for (int k = -radius; k <= radius; k++) {
                int near = Math.min(side - 1, Math.max(0, column + k));
                result[i] += kernel[radius + k] * image[i - column + near];
            }
        }
        return result;
    }

    private static double[] transposed(double[] image, int side) {
        double[] result = new double[image.length];
        for (int i = 0; i < image.length; i++) {
            result[i % side * side + i / side] = image[i];
        }
        return result;
    }

    /** Pixels that are means of the areas under them, whole and partial pixels alike. */
    static double[] shrunk(double[] image, int side, int small) {
        double[] result = new double[small * small];
        double area = (double) side * side;
        for (int row = 0; row < small; row++) {
            for (int column = 0; column < small; column++) {
                double sum = 0;
                for (int y = row * side / small; y * small < (row + 1) * side; y++) {
                    for (int x = column * side / small; x * small < (column + 1) * side; x++) {
                        sum += image[y * side + x] * overlap(row, y, side, small) * overlap(column, x, side, small);
                    }
                }
                result[row * small + column] = sum / area;
            }
        }
        return result;
    }

    /** How much of a pixel lies under a larger one, in units of 1 / small pixels. */
    private static int overlap(int large, int pixel, int side, int small) {
        return Math.min((large + 1) * side, (pixel + 1) * small) - Math.max(large * side, pixel * small);
    }

    private static void addZoomed(double[] image, int side, double zoom, double[] sum) {
        double center = (side - 1) / 2.0;
        for (int row = 0; row < side; row++) {
            double y = center + (row - center) / zoom;
            int top = Math.min(side - 2, (int) y);
            for (int column = 0; column < side; column++) {
                double x = center + (column - center) / zoom;
                int left = Math.min(side - 2, (int) x);
                int at = top * side + left;
                double upper = image[at] + (x - left) * (image[at + 1] - image[at]);
                double lower = image[at + side] + (x - left) * (image[at + side + 1] - image[at + side]);
                sum[row * side + column] += upper + (y - top) * (lower - upper);
            }
        }
    }
}
