package dev.starling.nn;

import java.util.random.RandomGenerator;

/** Standard normal draws whose bits depend on the generator's 64-bit draws only. */
final class Gaussian {
    private Gaussian() {}

    /** Box and Muller 1958, the cosine branch; {@code RandomGenerator.nextGaussian} may be any generator's own. */
    static double next(RandomGenerator random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
    }
}
