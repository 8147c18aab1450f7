package dev.starling.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Pictures that runs of episodes leave, drawn from rows by hand. */
class EpisodePicturesTest {
    private final Map<String, RunTable> tables = new LinkedHashMap<>();

    /** A row after the columns {@code trial} and those named. */
    private void row(String table, String columns, Object... values) {
        List<String> names = new ArrayList<>(List.of("trial"));
        names.addAll(List.of(columns.split(" ")));
        tables.computeIfAbsent(table, t -> new RunTable(names, new ArrayList<>()))
                .rows()
                .add(Arrays.asList(values));
    }

    private ReportData data(String... trials) {
        List<TrialFacts> facts = Arrays.stream(trials)
                .map(id -> new TrialFacts("r", id, id.split("-")[0], "", seed(id), 1, true, "", Map.of())
                        .labelled(id.split("-")[0]))
                .toList();
        return ReportData.of(List.of(new RunFacts(
                "r",
                "toys",
                "episodes",
                "finished",
                "",
                "",
                "{}",
                "",
                "",
                "",
                Map.of(),
                List.of(),
                facts,
                (table, trial) -> {
                    RunTable all = tables.getOrDefault(table, RunTable.NONE);
                    return new RunTable(
                            all.columns(),
                            all.rows().stream()
                                    .filter(row -> trial.equals(all.text(row, "trial")))
                                    .toList());
                })));
    }

    private static long seed(String trial) {
        return Long.parseLong(trial.substring(trial.length() - 1));
    }

    private static String drawn(Section section, ReportData data) {
        return section.draw(data, new Palette(data.labels())).map(Tag::toString).orElse("");
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    @Test
    void theSurfaceIsShadedAndHasTheSupportOnIt() {
        String columns = "iteration episode x y entropy";
        double[][] entropies = {{0, 0.5}, {0.5, 0.5}};
        for (int i = 0; i < 4; i++) {
            row("entropy_grid", columns, "a-seed0", 9, 0L, (double) (i % 2), (double) (i / 2), entropies[i / 2][i % 2]);
            // Another state, episode and seed, which are not shown.
            row("entropy_grid", columns, "a-seed0", 3, 0L, (double) (i % 2), (double) (i / 2), 0.7);
            row("entropy_grid", columns, "a-seed0", 9, 1L, (double) (i % 2), (double) (i / 2), 0.7);
            row("entropy_grid", columns, "a-seed1", 9, 0L, (double) (i % 2), (double) (i / 2), 0.7);
        }
        row("plane_points", "iteration episode x y label", "a-seed0", 9, 0L, 0.5, 0.5, 1);

        String html = drawn(new UncertaintySection(), data("a-seed0", "a-seed1"));

        assertThat(html).contains("Entropy of predictions, a", "Full: 0.5000 nats");
        // Inside the axes are 524 x 524 from (62, 12); y points up. The lower right quarter, then the upper half in one
        // run.
        assertThat(found("<path[^>]*>", html))
                .containsExactly("<path d=\"M324,274H586V536H324zM62,12H586V274H62z\" fill-opacity=\"1\">");
        assertThat(found("<circle class=\"dot\"[^>]*>", html))
                .containsExactly("<circle class=\"dot\" r=\"5\" cx=\"324\" cy=\"274\">");
    }

    @Test
    void levelsOfCorruptionAreMeansOverEpisodes() {
        String columns = "iteration episode level accuracy ece15 ood_ece ood_auroc";
        for (int level = 0; level < 2; level++) {
            Double outside = level == 0 ? 0.4 : null;
            row("uncertainty", columns, "a-seed0", 9, 0L, level, 0.9 - level / 10.0, 0.1, outside, outside);
            row("uncertainty", columns, "a-seed0", 9, 1L, level, 0.7 - level / 10.0, 0.3, outside, outside);
        }

        String html = drawn(new UncertaintySection(), data("a-seed0"));

        assertThat(html)
                .contains("Accuracy under corruption", "calibration error (no class) of every seed", "seed 0: 0.4000")
                .contains(",0,&quot;80.00&quot;]", ",1,&quot;70.00&quot;]")
                .contains(",0,&quot;0.2000&quot;]");
    }

    @Test
    void reliabilityPutsTheBinsOfAllSeedsTogether() {
        String columns = "kind iteration bin_queries bin_confidence bin_accuracy";
        double none = Double.NaN;
        row(
                "meta_evaluations",
                columns,
                "a-seed0",
                "test",
                9,
                new double[] {0, 30},
                new double[] {none, 0.8},
                new double[] {none, 0.5});
        row(
                "meta_evaluations",
                columns,
                "a-seed1",
                "test",
                9,
                new double[] {10, 10},
                new double[] {0.4, 0.6},
                new double[] {0.4, 0.9});

        String html = drawn(new EpisodeSection(), data("a-seed0", "a-seed1"));

        assertThat(html)
                .contains("a: 20.00% of the predictions are 40.00% sure and 40.00% right")
                .contains("a: 80.00% of the predictions are 75.00% sure and 60.00% right");
    }

    @Test
    void cosinesAreMeansOverSeedsAtTheLastState() {
        String columns = "iteration gradients cosine cosines";
        row("gradient_alignments", columns, "a-seed0", 0, 0L, 1.0, new double[] {1, 1, 1, 1});
        row("gradient_alignments", columns, "a-seed0", 5, 50L, -0.2, new double[] {1, -0.2, -0.2, 1});
        row("gradient_alignments", columns, "a-seed1", 5, 50L, -0.4, new double[] {1, -0.4, -0.4, 1});
        for (String task : List.of("thai", "lao")) {
            row(
                    "task_evaluations",
                    "iteration gradients task part accuracy",
                    "a-seed0",
                    5,
                    50L,
                    task,
                    "validation",
                    0.5);
        }

        String html = drawn(new TaskSection(), data("a-seed0", "a-seed1"));

        assertThat(html).contains("Cosines of tasks&#39; gradients, a", "thai, lao: -0.3000", "lao, lao: 1.000");
        assertThat(found("fill-opacity=\"[^\"]*\"", html))
                .containsExactly(
                        "fill-opacity=\"1\"",
                        "fill-opacity=\"0.3000\"",
                        "fill-opacity=\"0.3000\"",
                        "fill-opacity=\"1\"");
    }

    @Test
    void accuraciesOfTasksAreAveragedBeforeSeedsAreCompared() {
        String columns = "iteration gradients task part accuracy";
        for (int seed = 0; seed < 2; seed++) {
            for (String task : List.of("thai", "lao")) {
                double accuracy = (task.equals("lao") ? 0.9 : 0.5) + 0.1 * seed;
                row("task_evaluations", columns, "a-seed" + seed, 0, 0L, task, "test", 0.1);
                row("task_evaluations", columns, "a-seed" + seed, 5, 50L, task, "test", accuracy);
            }
        }

        ReportData data = data("a-seed0", "a-seed1");

        assertThat(data.curves(
                                "task_evaluations",
                                (rows, row, points) ->
                                        points.add(rows.number(row, "gradients"), rows.number(row, "accuracy")))
                        .get("a"))
                .last()
                .satisfies(band -> {
                    assertThat(band.n()).isEqualTo(2);
                    assertThat(band.least()).isEqualTo(0.7);
                    assertThat(band.greatest()).isEqualTo(0.8);
                });
        assertThat(drawn(new TaskSection(), data)).contains("Accuracy on the tasks&#39; test examples", "75.00");
    }

    @Test
    void runsWithoutSuchRowsHaveNoSuchSections() {
        ReportData data = data("a-seed0");

        assertThat(drawn(new EpisodeSection(), data)).isEmpty();
        assertThat(drawn(new UncertaintySection(), data)).isEmpty();
        assertThat(drawn(new TaskSection(), data)).isEmpty();
    }
}
