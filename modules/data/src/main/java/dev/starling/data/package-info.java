/**
 * Labelled examples and who holds them: readers of standard data sets, generators, partitioners that deal examples to
 * clients, and samplers that choose a round's cohort.
 *
 * <p>Nothing here keeps a random state of its own: every draw comes from the {@link java.util.random.RandomGenerator}
 * that the caller passes in, so the same generator gives the same data, partition or cohort, bit for bit.
 */
package dev.starling.data;
