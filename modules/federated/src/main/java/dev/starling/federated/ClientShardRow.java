package dev.starling.federated;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code client_shards}. */
@Table(name = "client_shards", doc = "One row a client: what it holds. Left once a trial, where data is dealt.")
public record ClientShardRow(
        @Column(doc = "index of the client") long client,

        @Column(doc = "training examples it holds", unit = "examples")
        int examples,

        @Column(doc = "how many of them are of each class", unit = "examples")
        int[] labels)
        implements Row {

    private static final long serialVersionUID = 1L;
}
