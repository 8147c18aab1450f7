package dev.starling.engine;

/** A row of {@code rounds}. */
@Table(name = "rounds", doc = "One row a round: who took part, what travelled and how long it took.")
public record RoundRow(
        @Column(doc = "number of the round, from 0; its units read the state of that number")
        int round,

        @Column(doc = "units that were planned", unit = "units")
        int units,

        @Column(doc = "units whose contribution counts", unit = "units")
        int reported,

        @Column(doc = "units that diverged", unit = "units") int diverged,

        @Column(doc = "elements of the state's vectors, sent to every worker", unit = "bytes")
        long stateBytes,

        @Column(doc = "the summed vectors, as one worker sends them", unit = "bytes")
        long sumBytes,

        @Column(doc = "which exchange ran it", diagnostic = true)
        String exchange,

        @Column(doc = "wall time", unit = "ms", diagnostic = true)
        double wallMillis)
        implements Row {

    private static final long serialVersionUID = 1L;
}
