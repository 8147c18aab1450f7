package dev.starling.episodes.sequential;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code task_evaluations}. */
@Table(
        name = "task_evaluations",
        doc = "One row a task and evaluated state: how well the shared parameters do as they are.")
public record TaskEvaluationRow(
        @Column(doc = "outer iterations behind the state") int iteration,

        @Column(doc = "gradients of a batch computed until then", unit = "gradients")
        long gradients,

        @Column(doc = "the task") String task,

        @Column(
                doc =
                        "validation or test (of a task that is trained on), unseen (test of another) or retention (of what came before)")
        String part,

        @Column(doc = "examples asked; 0 where the loss is a formula", unit = "examples")
        int examples,

        @Column(doc = "mean loss; missing if it is no number", unit = "nats")
        Double loss,

        @Column(doc = "share of right answers, 0 to 1; missing where there are none")
        Double accuracy)
        implements Row {

    private static final long serialVersionUID = 1L;
}
