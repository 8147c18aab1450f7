package dev.starling.engine;

/**
 * A vector of a {@link Contribution}, wherever its elements are: in an array, or in memory that the engine knows nothing of. They must
 * stay as they are until the contribution has been added.
 */
public interface Summand {

    /** The number of elements. */
    int size();

    /** One element, not rounded. */
    double get(int index);

    /** The sum of squares in double, not below the square of any element; not a number if one is none. Asked for more than once. */
    double squares();

    /**
     * Adds {@code (long) Math.rint(get(i) * scale)} to each {@code sums[i]}.
     *
     * @param sums {@code [size]}
     * @param scale such that every product is below 2^62
     */
    void addTo(long[] sums, double scale);
}
