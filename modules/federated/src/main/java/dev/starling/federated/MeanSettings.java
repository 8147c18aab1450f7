package dev.starling.federated;

import dev.starling.engine.Settings;
import java.io.Serializable;

/**
 * What clients share in mean augmented federated learning.
 *
 * @param groupSize examples that are averaged, M; {@link #ALL} for all of a client's
 * @param keepRemainder whether the examples that do not fill a group become a smaller group
 * @param strictGroups whether a client with fewer examples than a group sends nothing, rather than one smaller group
 * @param abstainingShare part of the clients that send nothing
 * @param privacy noise that is added, or null
 */
record MeanSettings(int groupSize, boolean keepRemainder, boolean strictGroups, double abstainingShare, Privacy privacy)
        implements Serializable {

    /** One group a client. */
    static final int ALL = Integer.MAX_VALUE;

    /** Raw examples, as GlobalMix takes them. */
    static final MeanSettings RAW = new MeanSettings(1, false, false, 0, null);

    /**
     * The Gaussian mechanism for each mean: replacing one example of M moves a mean input by at most
     * {@code 2 clipNorm / M} and a mean label by at most {@code sqrt(2) / M}. Every example is in one group, so groups
     * compose in parallel; inputs and labels each spend epsilon.
     *
     * @param epsilon above 0 and at most 1, for each of the two parts
     * @param delta above 0 and below 1, for each of the two parts
     * @param clipNorm inputs longer than this are scaled down to it
     */
    record Privacy(double epsilon, double delta, double clipNorm) implements Serializable {

        /** Noise of a mean input's elements. */
        double inputDeviation(int groupSize) {
            return 2 * clipNorm / groupSize * multiplier();
        }

        /** Noise of a mean label's elements. */
        double labelDeviation(int groupSize) {
            return Math.sqrt(2) / groupSize * multiplier();
        }

        private double multiplier() {
            return Math.sqrt(2 * StrictMath.log(1.25 / delta)) / epsilon;
        }
    }

    static MeanSettings read(Settings settings) {
        boolean all = settings.text("group-size").equals("all");
        return new MeanSettings(
                all ? ALL : settings.count("group-size"),
                settings.flag("keep-remainder"),
                settings.flag("strict-groups"),
                settings.number("abstaining-share", 0, 1),
                privacy(settings.group("privacy")));
    }

    private static Privacy privacy(Settings settings) {
        double epsilon = settings.number("epsilon", 1e-12, 1);
        double delta = settings.number("delta", 1e-12, 0.999999);
        double clipNorm = settings.number("clip-norm", 1e-12, 1e12);
        return settings.flag("gaussian-noise") ? new Privacy(epsilon, delta, clipNorm) : null;
    }

    /** Groups that a client with so many examples sends, and how many examples the last of them has. */
    int groups(int examples) {
        if (examples == 0) {
            return 0;
        }
        if (examples < groupSize) {
            return strictGroups && groupSize != ALL ? 0 : 1;
        }
        int full = examples / groupSize;
        return keepRemainder && examples % groupSize > 0 ? full + 1 : full;
    }
}
