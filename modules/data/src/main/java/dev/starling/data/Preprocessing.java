package dev.starling.data;

import java.util.List;

/**
 * How a stored value becomes the network's input: {@code (value / divisor - mean[channel]) / deviation[channel]},
 * computed in double and rounded once to float32. Empty lists leave the standardization out.
 *
 * @param divisor what stored values are divided by: 255 for pixels held as unsigned bytes, 1 for values as they are
 * @param mean mean of a channel in units of divided values; one a channel, or empty
 * @param deviation standard deviation of a channel in the same units, above 0; as many as {@code mean}
 */
public record Preprocessing(double divisor, List<Double> mean, List<Double> deviation) {
    /** Values as they are stored. */
    public static final Preprocessing NONE = new Preprocessing(1, List.of(), List.of());

    /** Bytes 0..255 become 0..1, without standardization. */
    public static final Preprocessing UNIT_PIXELS = new Preprocessing(255, List.of(), List.of());

    /** The usual per-channel standardization of CIFAR-10: red, green, blue. */
    public static final Preprocessing CIFAR10 =
            new Preprocessing(255, List.of(0.4914, 0.4822, 0.4465), List.of(0.2023, 0.1994, 0.2010));

    public Preprocessing {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (!(divisor > 0) || Double.isInfinite(divisor)) {
            throw new IllegalArgumentException("divisor is " + divisor + ": it must be a number above 0");
        }
        if (mean.size() != deviation.size()) {
            throw new IllegalArgumentException("there are " + mean.size() + " means but " + deviation.size()
                    + " deviations: give one of each a channel");
        }
        for (double value : deviation) {
            if (!(value > 0)) {
                throw new IllegalArgumentException("a deviation is " + value + ": it must be above 0");
            }
        }
    }

    /** The same division, then this standardization. */
    public Preprocessing standardizedBy(List<Double> newMean, List<Double> newDeviation) {
        return new Preprocessing(divisor, newMean, newDeviation);
    }

    /** Whether values are inputs as they are stored. */
    boolean changesNothing() {
        return divisor == 1 && mean.isEmpty();
    }

    float apply(double stored, int channel) {
        double value = stored / divisor;
        return (float) (mean.isEmpty() ? value : (value - mean.get(channel)) / deviation.get(channel));
    }

    void requireChannels(int channels) {
        if (!mean.isEmpty() && mean.size() != channels) {
            throw new IllegalArgumentException("preprocessing has " + mean.size() + " channels but inputs have "
                    + channels + ": give one mean and deviation a channel, or none");
        }
    }
}
