package dev.starling.engine;

/** A row of {@code trials}. */
@Table(name = "trials", doc = "One row a finished trial.")
public record TrialRow(
        @Column(doc = "the setting, e.g. the algorithm's name in the experiment file")
        String setting,

        @Column(doc = "the seed that all its randomness descends from")
        long seed,

        @Column(doc = "rounds it took", unit = "rounds") int rounds,

        @Column(doc = "SHA-256 of the final parameters: float32, big-endian, in the order of the layout")
        String stateHash)
        implements Row {

    private static final long serialVersionUID = 1L;
}
