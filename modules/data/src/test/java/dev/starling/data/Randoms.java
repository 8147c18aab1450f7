package dev.starling.data;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A generator for tests: the same seed gives the same draws. */
final class Randoms {
    private Randoms() {}

    static RandomGenerator of(long seed) {
        return new SplittableRandom(seed);
    }
}
