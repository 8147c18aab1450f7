package dev.starling.episodes.sequential;

import static dev.starling.episodes.sequential.Programs.program;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.DivergedException;
import dev.starling.engine.Seed;
import dev.starling.episodes.sequential.MultitaskMethod.Gradients;
import dev.starling.episodes.sequential.MultitaskMethod.Route;
import dev.starling.testing.MemoryJournal;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultitaskRunTest {

    @Test
    void pretrainsLearnsAndEvaluates() {
        MemoryJournal journal =
                Programs.run(program(Programs.PRETRAINED, Programs.mixed(2, 10, 0.5), Programs.ADAMW, 6, 2));

        List<TrajectoryRow> trajectories = journal.rows(TrajectoryRow.class);
        assertThat(trajectories)
                .extracting(TrajectoryRow::iteration)
                .startsWith(-1, -1, 0, 0, 1, 1)
                .endsWith(5, 5);
        assertThat(trajectories).extracting(TrajectoryRow::steps).startsWith(500, 200, 10);
        assertThat(journal.rows(MultitaskIterationRow.class))
                .extracting(MultitaskIterationRow::gradients)
                .containsExactly(20L, 40L, 60L, 80L, 100L, 120L);
        assertThat(journal.rows(AlignmentRow.class))
                .extracting(AlignmentRow::iteration)
                .containsExactly(0, 2, 4, 6);
        assertThat(journal.rows(AlignmentRow.class).get(0).distance()).isZero();
        assertThat(journal.rows(TaskEvaluationRow.class))
                .filteredOn(row -> row.iteration() == 6)
                .extracting(row -> row.part() + " " + row.task())
                .containsExactly(
                        "validation a",
                        "validation b",
                        "validation c",
                        "test a",
                        "test b",
                        "test c",
                        "unseen d",
                        "retention pretraining");
        assertThat(journal.conclusion().metrics())
                .containsKeys("accuracy.test", "accuracy.unseen", "accuracy.retention", "cosine", "distance");
        assertThat(journal.conclusion().metrics().get("accuracy.test")).isGreaterThan(0.5);
    }

    @Test
    void allMethodsBeginWhereThePretrainingEnded() {
        MemoryJournal mtl =
                Programs.run(program(Programs.PRETRAINED, new Gradients(new Combiner.Mean(), 4), Programs.ADAMW, 2, 2));
        MemoryJournal alone =
                Programs.run(program(Programs.PRETRAINED, Programs.routed(Route.ALONE, 5, 1), Programs.ADAMW, 2, 2));
        assertThat(mtl.rows(AlignmentRow.class).get(0).taskLoss())
                .containsExactly(alone.rows(AlignmentRow.class).get(0).taskLoss());
        assertThat(alone.rows(AlignmentRow.class).get(0).cosine()).isNull();
    }

    @Test
    void aModelATaskLearnsEachFromItsOwnExamplesOnly() {
        MemoryJournal journal =
                Programs.run(program(Programs.TINY, Programs.routed(Route.ALONE, 5, 1), Programs.SGD, 2, 2));
        assertThat(journal.conclusion().model().parameters()).hasSize(3 * Programs.TINY.initial(Seed.of(1)).length);
        assertThat(journal.rows(TrajectoryRow.class).get(1).taskSteps()).containsExactly(0, 5, 0);
    }

    @Test
    void momentsAreKeptFromTrajectoryToTrajectory() {
        MultitaskMethod keeps = Programs.mixed(1, 3, 1);
        MultitaskMethod resets = new MultitaskMethod.Trajectories(Route.MIXED, 1, 3, 1, false);
        float[] kept = Programs.run(program(Programs.TINY, keeps, Programs.ADAMW, 4, 2))
                .conclusion()
                .model()
                .parameters();
        float[] reset = Programs.run(program(Programs.TINY, resets, Programs.ADAMW, 4, 2))
                .conclusion()
                .model()
                .parameters();
        assertThat(kept).isNotEqualTo(reset);
    }

    @Test
    void aTrialThatDivergesSaysSo() {
        MultitaskProgram program = program(Programs.TINY, Programs.mixed(1, 50, 0.1), new StepRule.Sgd(1e8, 0), 4, 2);
        assertThatThrownBy(() -> Programs.run(program))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("1 of 1 trajectories or batches diverged in iteration 0");
    }
}
