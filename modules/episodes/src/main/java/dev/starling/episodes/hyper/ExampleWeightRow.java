package dev.starling.episodes.hyper;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;
import dev.starling.episodes.EpisodeRow;
import java.util.List;

/** A row of {@code example_weights}. */
@Table(
        name = "example_weights",
        doc =
                "One row a validation or test episode of a problem that weighs examples, beside its row in `episodes`: how much support examples count for the weights after the last inner step.")
public record ExampleWeightRow(
        @Column(doc = "validate, test or test-selected, as in episodes")
        String kind,

        @Column(doc = "outer iterations behind the state that it began from")
        int iteration,

        @Column(doc = "number of the episode, as in episodes")
        long episode,

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

    /** The rows of an episode, of which the first is its own; those of example weights say as it does what they are of. */
    static List<Row> beside(List<Row> rows) {
        EpisodeRow own = (EpisodeRow) rows.get(0);
        return rows.stream()
                .map(row -> row instanceof ExampleWeightRow weights
                        ? new ExampleWeightRow(
                                own.kind(),
                                own.iteration(),
                                own.episode(),
                                weights.right,
                                weights.rightWeight,
                                weights.wrong,
                                weights.wrongWeight)
                        : row)
                .toList();
    }
}
