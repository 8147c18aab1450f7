package dev.starling.engine;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The exact sum of the contributions of one kind of unit.
 *
 * <p>Each element travels as {@code rint(x * w * 2^(40 - s))} in a 64-bit integer, where w is the unit's weight and 2^s
 * the least power of two not below the total weight planned for the kind. With |x| below 2^22 no sum can overflow, and
 * because integer addition is associative the result does not depend on who adds what, where or when. The weights of
 * those who reported are summed too, so lost and diverged units need no second pass.
 */
public final class Sum {

    private static final int FRACTION_BITS = 40;

    private final int shift;
    private final SpareArrays spares;
    private final TreeMap<String, long[]> weighted = new TreeMap<>();
    private final TreeMap<String, long[]> plain = new TreeMap<>();
    private long weight;
    private int units;
    private int diverged;

    /** A sum in arrays of its own. */
    Sum(long plannedWeight) {
        this(plannedWeight, SpareArrays.NONE);
    }

    /**
     * @param plannedWeight total weight of all units of this kind that the round planned; at most 2^40
     * @param spares gives the arrays, and gets back those that are used up
     */
    Sum(long plannedWeight, SpareArrays spares) {
        if (plannedWeight < 1 || plannedWeight > 1L << FRACTION_BITS) {
            throw new IllegalArgumentException(
                    "the planned weight is " + plannedWeight + ": exact sums hold weights from 1 to 2^40");
        }
        this.shift = FRACTION_BITS - (64 - Long.numberOfLeadingZeros(plannedWeight - 1));
        this.spares = spares;
    }

    private Sum(int shift, long weight, int units, int diverged) {
        this.shift = shift;
        this.spares = SpareArrays.NONE;
        this.weight = weight;
        this.units = units;
        this.diverged = diverged;
    }

    /** Adds one unit's contribution, or counts it as diverged and adds nothing of it. */
    void add(long unitWeight, Contribution contribution) {
        if (contribution.divergence().isPresent()) {
            diverged++;
            return;
        }
        for (Map.Entry<String, Contribution.Entry> entry :
                contribution.entries().entrySet()) {
            Summand values = entry.getValue().values();
            boolean byWeight = entry.getValue().weighted();
            double scale = Math.scalb(byWeight ? (double) unitWeight : 1.0, shift);
            long[] sums =
                    (byWeight ? weighted : plain).computeIfAbsent(entry.getKey(), name -> spares.take(values.size()));
            checkLength(sums.length, values.size());
            values.addTo(sums, scale);
        }
        weight += unitWeight;
        units++;
    }

    /** Adds another part of the same sum, which is used up: its arrays may become this one's. */
    void merge(Sum other) {
        if (other.shift != shift) {
            throw new IllegalArgumentException("parts of different sums: scales 2^" + shift + " and 2^" + other.shift);
        }
        mergeInto(weighted, other.weighted);
        mergeInto(plain, other.plain);
        weight += other.weight;
        units += other.units;
        diverged += other.diverged;
    }

    private void mergeInto(Map<String, long[]> target, Map<String, long[]> source) {
        source.forEach((name, values) -> {
            long[] sums = target.putIfAbsent(name, values);
            if (sums == null) {
                return;
            }
            checkLength(sums.length, values.length);
            for (int i = 0; i < values.length; i++) {
                sums[i] += values[i];
            }
            spares.give(values);
        });
    }

    /** Lets go of the arrays, so that other sums can use them: from here on there are counts only. */
    void release() {
        weighted.values().forEach(spares::give);
        plain.values().forEach(spares::give);
        weighted.clear();
        plain.clear();
    }

    private static void checkLength(int expected, int actual) {
        if (expected != actual) {
            throw new IllegalArgumentException(
                    "contributions disagree about a vector's length: " + expected + " and " + actual);
        }
    }

    /** The weighted mean over the units that reported: sum of w x over sum of w, formed in double. */
    public double[] mean(String name) {
        return unscaled(weighted, name, weight);
    }

    /** The plain total over the units that reported. */
    public double[] total(String name) {
        return unscaled(plain, name, 1);
    }

    /** The plain mean over the units that reported of an entry that was added as a total. */
    public double[] average(String name) {
        return unscaled(plain, name, units);
    }

    private double[] unscaled(Map<String, long[]> sums, String name, long divisor) {
        long[] scaled = sums.get(name);
        if (scaled == null) {
            throw new IllegalArgumentException("nothing named '" + name + "' was summed, only " + names());
        }
        double[] values = new double[scaled.length];
        double scale = Math.scalb((double) divisor, shift);
        for (int i = 0; i < values.length; i++) {
            values[i] = scaled[i];
        }
        // A loop of its own, as divisions run side by side and conversions do not.
        for (int i = 0; i < values.length; i++) {
            values[i] /= scale;
        }
        return values;
    }

    private Set<String> names() {
        TreeMap<String, long[]> all = new TreeMap<>(weighted);
        all.putAll(plain);
        return all.keySet();
    }

    /** Total weight of the units that reported. */
    public long weight() {
        return weight;
    }

    /** How many units reported a contribution that counts. */
    public int units() {
        return units;
    }

    /** How many units diverged. */
    public int diverged() {
        return diverged;
    }

    int shift() {
        return shift;
    }

    Map<String, long[]> weighted() {
        return weighted;
    }

    Map<String, long[]> plain() {
        return plain;
    }

    /** What was counted, without what was summed. */
    Sum withoutArrays() {
        return new Sum(shift, weight, units, diverged);
    }

    static Sum of(
            int shift, long weight, int units, int diverged, Map<String, long[]> weighted, Map<String, long[]> plain) {
        Sum sum = new Sum(shift, weight, units, diverged);
        sum.weighted.putAll(weighted);
        sum.plain.putAll(plain);
        return sum;
    }
}
