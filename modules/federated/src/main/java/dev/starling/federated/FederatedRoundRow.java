package dev.starling.federated;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code federated_rounds}. */
@Table(name = "federated_rounds", doc = "One row a training round: who took part and what travelled.")
public record FederatedRoundRow(
        @Column(doc = "training round, from 0") int round,
        @Column(doc = "the clients' learning rate") double learningRate,

        @Column(doc = "clients that were sampled", unit = "clients")
        int cohort,

        @Column(doc = "clients that failed by the experiment's own failure probability", unit = "clients")
        int failed,

        @Column(doc = "clients whose update counts", unit = "clients")
        int reporters,

        @Column(doc = "clients that diverged", unit = "clients")
        int diverged,

        @Column(doc = "mean over reporters, as weighted for the model; missing if nobody reported", unit = "nats")
        Double trainLoss,

        @Column(doc = "Euclidean length of the mean movement; missing if nobody reported")
        Double updateNorm,

        @Column(doc = "from clients to server", unit = "bytes")
        long bytesUp,

        @Column(doc = "from server to clients", unit = "bytes")
        long bytesDown)
        implements Row {

    private static final long serialVersionUID = 1L;
}
