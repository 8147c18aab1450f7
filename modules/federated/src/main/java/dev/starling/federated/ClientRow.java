package dev.starling.federated;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code clients}. */
@Table(name = "clients", doc = "One row a client's local pass: what it did and what it sent.")
public record ClientRow(
        @Column(doc = "training round, from 0") int round,
        @Column(doc = "index of the client") long client,

        @Column(doc = "examples it trained on", unit = "examples")
        int examples,

        @Column(doc = "steps it made", unit = "steps") int steps,

        @Column(
                doc = "mean objective over its steps, each before the step, all terms included; missing if it diverged",
                unit = "nats")
        Double trainLoss,

        @Column(doc = "Euclidean length of the model's movement; missing if it diverged")
        Double updateNorm,

        @Column(doc = "model and control variate, as float32", unit = "bytes")
        long bytesUp,

        @Column(doc = "model and control variate, as float32; the bank is counted in means", unit = "bytes")
        long bytesDown,

        @Column(doc = "ok, or diverged: then nothing of it was summed")
        String status,

        @Column(doc = "why it diverged; missing if it did not")
        String reason)
        implements Row {

    private static final long serialVersionUID = 1L;
}
