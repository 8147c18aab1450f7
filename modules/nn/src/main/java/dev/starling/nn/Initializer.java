package dev.starling.nn;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Draws a parameter's first values in plain Java, from the generator alone and with {@link StrictMath}: equal generators
 * give equal bits on any machine. Stateless.
 */
@FunctionalInterface
public interface Initializer {

    /**
     * Fills {@code values[from, to)}.
     *
     * @param fanIn inputs that one output of the layer sums, for example {@code kernel * kernel * channels}
     * @param fanOut outputs that one input of the layer reaches
     */
    void fill(float[] values, int from, int to, double fanIn, double fanOut, RandomGenerator random);

    /** Zeros, which is how biases begin. */
    static Initializer zeros() {
        return constant(0);
    }

    /** The same value everywhere. */
    static Initializer constant(double value) {
        return (values, from, to, fanIn, fanOut, random) -> Arrays.fill(values, from, to, (float) value);
    }

    /** Uniform in +-sqrt(6 / fanIn), variance 2 / fanIn (He et al. 2015): for layers before a ReLU. */
    static Initializer heUniform() {
        return (values, from, to, fanIn, fanOut, random) ->
                uniform(StrictMath.sqrt(6 / fanIn)).fill(values, from, to, fanIn, fanOut, random);
    }

    /** Normal of variance 2 / fanIn (He et al. 2015). */
    static Initializer heNormal() {
        return (values, from, to, fanIn, fanOut, random) ->
                normal(0, StrictMath.sqrt(2 / fanIn)).fill(values, from, to, fanIn, fanOut, random);
    }

    /** Uniform in +-sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio 2010): for tanh and for outputs. */
    static Initializer glorotUniform() {
        return (values, from, to, fanIn, fanOut, random) ->
                uniform(StrictMath.sqrt(6 / (fanIn + fanOut))).fill(values, from, to, fanIn, fanOut, random);
    }

    /** Normal of variance 2 / (fanIn + fanOut) (Glorot and Bengio 2010). */
    static Initializer glorotNormal() {
        return (values, from, to, fanIn, fanOut, random) ->
                normal(0, StrictMath.sqrt(2 / (fanIn + fanOut))).fill(values, from, to, fanIn, fanOut, random);
    }

    /** Uniform in [-bound, bound). */
    static Initializer uniform(double bound) {
        return uniform(-bound, bound);
    }

    /** Uniform in [lower, upper). */
    static Initializer uniform(double lower, double upper) {
        return (values, from, to, fanIn, fanOut, random) -> {
            for (int i = from; i < to; i++) {
                values[i] = (float) (lower + (upper - lower) * random.nextDouble());
            }
        };
    }

    /** Normal with the given mean and standard deviation. */
    static Initializer normal(double mean, double deviation) {
        return (values, from, to, fanIn, fanOut, random) -> {
            for (int i = from; i < to; i++) {
                values[i] = (float) (mean + deviation * Gaussian.next(random));
            }
        };
    }

    /** Normal, with draws beyond two standard deviations drawn again. */
    static Initializer truncatedNormal(double mean, double deviation) {
        return (values, from, to, fanIn, fanOut, random) -> {
            for (int i = from; i < to; i++) {
                double draw = Gaussian.next(random);
                while (Math.abs(draw) > 2) {
                    draw = Gaussian.next(random);
                }
                values[i] = (float) (mean + deviation * draw);
            }
        };
    }
}
