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
        int[] labels,

        @Column(doc = "which training examples of the data set they are, ascending from 0: the partition itself")
        int[] samples,

        @Column(doc = "SHA-256 of the whole partition, the same in each of its rows")
        String partition)
        implements Row {

    private static final long serialVersionUID = 1L;
}
