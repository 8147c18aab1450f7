package dev.starling.episodes.hyper;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code example_weights}. */
@Table(
        name = "example_weights",
        doc =
                "One row a validation or test episode of a problem that weighs examples, beside its row in `episodes`: how much support examples count for the weights after the last inner step.")
public record ExampleWeightRow(
        @Column(doc = "number of the episode") long episode,
        @Column(doc = "validation or test") String split,

        @Column(doc = "support examples with their own label", unit = "examples")
        int right,

        @Column(doc = "mean weight of these, 0 to 1; missing if there are none")
        Double rightWeight,

        @Column(doc = "support examples with another label", unit = "examples")
        int wrong,

        @Column(doc = "mean weight of these; missing if there are none")
        Double wrongWeight)
        implements Row {

    private static final long serialVersionUID = 1L;
}
