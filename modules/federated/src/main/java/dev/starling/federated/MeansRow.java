package dev.starling.federated;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code means}. */
@Table(name = "means", doc = "One row a trial whose clients share means: what the bank holds and what it cost.")
public record MeansRow(
        @Column(doc = "means in the bank") int means,

        @Column(doc = "clients that sent at least one", unit = "clients")
        int clients,

        @Column(doc = "examples in the smallest group: the weakest privacy that any of them has", unit = "examples")
        int leastGroup,

        @Column(doc = "examples in the median group", unit = "examples")
        double medianGroup,

        @Column(doc = "from clients to server, once", unit = "bytes")
        long bytesUp,

        @Column(doc = "from server to clients, once, the whole bank to every client", unit = "bytes")
        long bytesDown)
        implements Row {

    private static final long serialVersionUID = 1L;
}
