package dev.starling.engine;

/** A row of {@code metrics}. */
@Table(name = "metrics", doc = "One row a final figure of a finished trial.")
public record MetricRow(
        @Column(doc = "the figure's name, e.g. accuracy.final")
        String name,

        @Column(doc = "the figure") double value) implements Row {

    private static final long serialVersionUID = 1L;
}
