package dev.starling.data;

import java.util.random.RandomGenerator;

/** Gaussian noise on inputs. */
final class Noise {
    private Noise() {}

    /** Adds N(0, deviation^2), in units of divided inputs, to every value. */
    static Examples add(Examples examples, double deviation, RandomGenerator random) {
        Features features = examples.features();
        if (features instanceof Features.Windows) {
            throw new IllegalArgumentException(
                    "cannot add noise to character ids: use feature noise with images or features");
        }
        float[] noisy = new float[Math.multiplyExact(features.count(), features.size())];
        double stored = deviation * examples.preprocessing().divisor();
        for (int i = 0, at = 0; i < features.count(); i++) {
            for (int j = 0; j < features.size(); j++, at++) {
                noisy[at] = (float) (features.value(i, j) + stored * random.nextGaussian());
            }
        }
        return Examples.adoptFloats(
                noisy, examples.inputShape(), examples.labels(), examples.classes(), examples.preprocessing());
    }
}
