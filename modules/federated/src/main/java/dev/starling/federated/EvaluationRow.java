package dev.starling.federated;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code evaluations}. */
@Table(name = "evaluations", doc = "One row a round that was evaluated: how the model before it does on the test set.")
public record EvaluationRow(
        @Column(doc = "training rounds behind the model") int round,

        @Column(doc = "share of test examples whose greatest output is at their label, 0 to 1")
        double accuracy,

        @Column(doc = "mean cross-entropy over the test examples; missing if it is not a number", unit = "nats")
        Double loss,

        @Column(doc = "test examples", unit = "examples") long examples,

        @Column(doc = "mean accuracy over clients on their own examples; missing if clients were not evaluated")
        Double clientMean,

        @Column(doc = "accuracy that a tenth of the clients do not reach; missing if clients were not evaluated")
        Double clientP10,

        @Column(doc = "accuracy that nine tenths of the clients do not exceed; missing if clients were not evaluated")
        Double clientP90)
        implements Row {

    private static final long serialVersionUID = 1L;
}
