package dev.starling.episodes.task;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Kinds of tasks whose classes are clouds of points in the plane (Willette et al. 2022, appendix, and their program). */
enum ToyFamily {
    /** Two half circles, one shifted into the other; noise of a deviation in (0, 0.25]. */
    MOONS {
        @Override
        List<Cloud> clouds(int ways, RandomGenerator random) {
            double deviation = GREATEST_DEVIATION * (1 - random.nextDouble());
            return List.of(
                    upper().blurred(deviation),
                    upper().scaled(-1).shifted(1, 0.5).blurred(deviation));
        }

        private Cloud upper() {
            return (i, count, noise) -> onCircle(Math.PI * i / (count - 1));
        }
    },

    /** A circle of radius 1 around one of radius in (0, 0.8]; noise of a deviation in (0, 0.25]. */
    CIRCLES {
        @Override
        List<Cloud> clouds(int ways, RandomGenerator random) {
            double deviation = GREATEST_DEVIATION * (1 - random.nextDouble());
            double radius = GREATEST_RADIUS * (1 - random.nextDouble());
            Cloud circle = (i, count, noise) -> onCircle(2 * Math.PI * i / count);
            return List.of(circle.blurred(deviation), circle.scaled(radius).blurred(deviation));
        }
    },

    /**
     * Normal distributions: means uniform in [-5, 5]^2, covariances {@code O' diag(u1 v, u2 v / 5) O} with u in (0, 1], v in [0.1, 1) and O
     * the orthonormal factor of a matrix with entries in [-1, 1).
     */
    GAUSSIANS {
        @Override
        List<Cloud> clouds(int ways, RandomGenerator random) {
            List<Cloud> clouds = new ArrayList<>();
            for (int i = 0; i < ways; i++) {
                clouds.add(cloud(random));
            }
            return clouds;
        }

        private Cloud cloud(RandomGenerator random) {
            double x = random.nextDouble(-5, 5);
            double y = random.nextDouble(-5, 5);
            double first = 1 - random.nextDouble();
            double second = 1 - random.nextDouble();
            double v = random.nextDouble(0.1, 1);
            double deviation = Math.sqrt(first * v);
            double other = Math.sqrt(second * v / 5);
            // Of the matrix only the first column counts: it is the direction of the factor's.
            double a = random.nextDouble(-1, 1);
            double c = random.nextDouble(-1, 1);
            double length = Math.sqrt(a * a + c * c);
            double cosine = length == 0 ? 1 : a / length;
            double sine = length == 0 ? 0 : c / length;
            return (i, count, noise) -> {
                double along = deviation * noise.nextGaussian();
                double across = other * noise.nextGaussian();
                return new double[] {x + cosine * along + sine * across, y - sine * along + cosine * across};
            };
        }
    };

    private static final double GREATEST_DEVIATION = 0.25;
    private static final double GREATEST_RADIUS = 0.8;

    /**
     * Draws a task's classes.
     *
     * @param ways how many, where a family can have any number
     * @param random of the task's parameters
     */
    abstract List<Cloud> clouds(int ways, RandomGenerator random);

    private static double[] onCircle(double angle) {
        return new double[] {StrictMath.cos(angle), StrictMath.sin(angle)};
    }

    /** A class of points. */
    interface Cloud {
        /** Point i of so many: [2], the caller's. */
        double[] point(int i, int count, RandomGenerator noise);

        /** Its points around the origin as many times as far. */
        default Cloud scaled(double factor) {
            return (i, count, noise) -> {
                double[] point = point(i, count, noise);
                return new double[] {factor * point[0], factor * point[1]};
            };
        }

        default Cloud shifted(double x, double y) {
            return (i, count, noise) -> {
                double[] point = point(i, count, noise);
                return new double[] {point[0] + x, point[1] + y};
            };
        }

        /** Its points with normal noise alike in all directions. */
        default Cloud blurred(double deviation) {
            return (i, count, noise) -> {
                double[] point = point(i, count, noise);
                return new double[] {
                    point[0] + deviation * noise.nextGaussian(), point[1] + deviation * noise.nextGaussian()
                };
            };
        }
    }
}
