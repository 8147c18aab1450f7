package dev.starling.episodes.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.InputException;
import dev.starling.episodes.Runs;
import dev.starling.episodes.sequential.MultitaskMethod.Gradients;
import dev.starling.episodes.sequential.MultitaskMethod.Route;
import dev.starling.episodes.sequential.MultitaskMethod.Trajectories;
import dev.starling.testing.MemoryJournal;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequentialSettingsTest {

    private static MultitaskProgram read(String method) {
        return (MultitaskProgram) Runs.tiny("tasks.family = landscape, methods = [{ name = m, " + method + " }]")
                .trials()
                .get(0)
                .program();
    }

    static Stream<Arguments> defaults() {
        return Stream.of(
                Arguments.of("sequential-reptile", new Trajectories(Route.MIXED, 1, 50, 0.1, true), 120),
                Arguments.of("task-reptile", new Trajectories(Route.TASK, 1, 50, 0.3, true), 40),
                Arguments.of("stl", new Trajectories(Route.ALONE, 1, 50, 1, true), 40),
                Arguments.of("mtl", new Gradients(new Combiner.Mean(), 8), 750),
                Arguments.of("pcgrad", new Gradients(new Combiner.PcGrad(), 8), 750),
                Arguments.of("gradvac", new Gradients(new Combiner.GradVac(0.01), 8), 750),
                Arguments.of("gradnorm", new Gradients(new Combiner.GradNorm(1.5, 0.025), 8), 750),
                Arguments.of("recadam", new Gradients(new Combiner.Mean(), 8), 750));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defaults")
    void everyMethodHasDefaults(String name, MultitaskMethod method, int iterations) {
        MultitaskSettings settings = read("method = " + name).settings();

        StepRule.AdamW adam = new StepRule.AdamW(0.001, 0.9, 0.999, 1e-8, 0.01);
        assertThat(settings.method()).isEqualTo(method);
        assertThat(settings.rule())
                .isEqualTo(name.equals("recadam") ? new StepRule.RecAdam(adam, 100, 0.1, 250) : adam);
        assertThat(settings.schedule()).isEqualTo(new Schedule(0, iterations, 6000 / iterations, 1000));
        assertThat(settings.batch()).isEqualTo(32);
        assertThat(settings.measureExamples()).isEqualTo(500);
        assertThat(settings.pretrainingBatch()).isEqualTo(32);
        assertThat(settings.pretrainingRule()).isEqualTo(new StepRule.AdamW(0.001, 0.9, 0.999, 1e-8, 0));
        assertThat(settings.maxDivergedShare()).isEqualTo(0.5);
        assertThat(settings.sampler().sampling()).isEqualTo(TaskSampler.Sampling.WITH_REPLACEMENT);
    }

    @Test
    void everyKeyIsRead() {
        MultitaskSettings settings = read("""
                        method = sequential-reptile, budget = 90, batch = 4, optimizer = sgd, learning-rate = 0.5, weight-decay = 0.25
                        size-exponent = 1, sampling = without-replacement, evaluate-every = 30, measure-examples = 9
                        pretraining { steps = 7, batch = 3, learning-rate = 0.125 }, steps = 5, outer-rate = 0.75, trajectories = 2
                        inner-state = reset""").settings();

        assertThat(settings.method()).isEqualTo(new Trajectories(Route.MIXED, 2, 5, 0.75, false));
        assertThat(settings.rule()).isEqualTo(new StepRule.Sgd(0.5, 0.25));
        assertThat(settings.schedule()).isEqualTo(new Schedule(0, 9, 10, 30));
        assertThat(settings.batch()).isEqualTo(4);
        assertThat(settings.measureExamples()).isEqualTo(9);
        assertThat(settings.pretrainingBatch()).isEqualTo(3);
        assertThat(settings.pretrainingRule()).isEqualTo(new StepRule.AdamW(0.125, 0.9, 0.999, 1e-8, 0));
        assertThat(settings.sampler().sampling()).isEqualTo(TaskSampler.Sampling.WITHOUT_REPLACEMENT);
        assertThat(read("method = mtl, beta1 = 0.5, beta2 = 0.75, epsilon = 0.1, batches = 3")
                        .settings()
                        .rule())
                .isEqualTo(new StepRule.AdamW(0.001, 0.5, 0.75, 0.1, 0.01));
        assertThat(read("method = gradvac, decay = 0.5").settings().method())
                .isEqualTo(new Gradients(new Combiner.GradVac(0.5), 8));
        assertThat(read("method = gradnorm, exponent = 2, weight-rate = 3")
                        .settings()
                        .method())
                .isEqualTo(new Gradients(new Combiner.GradNorm(2, 3), 8));
        assertThat(read("method = recadam, pull = 7, slope = 0.5, middle = 9")
                        .settings()
                        .rule())
                .isEqualTo(new StepRule.RecAdam(new StepRule.AdamW(0.001, 0.9, 0.999, 1e-8, 0.01), 7, 0.5, 9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "method = sequential-reptil | did you mean 'sequential-reptile'?",
                "method = mtl, steps = 3 | unknown key starling.episodes.methods[0].steps",
                "method = sequential-reptile, budget = 20 | computes 50 gradients: give at least that",
                "method = recadam, optimizer = sgd | leave it at that",
                "method = mtl, sampling = with | choose one of: with-replacement, without-replacement",
            })
    void badSettingsSayWhatToDo(String method, String message) {
        assertThatThrownBy(() -> read(method))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void drawnTasksAreRefused() {
        assertThatThrownBy(() -> Runs.tiny("methods = [{ name = m, method = mtl }]"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("method 'm' learns a fixed list of tasks");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sequential-reptile", "task-reptile", "stl", "mtl", "gradnorm", "pcgrad", "gradvac", "recadam"})
    void everyMethodRunsFromItsSettings(String method) {
        MemoryJournal journal = Runs.run(
                Runs.tiny("tasks.family = landscape, methods = [{ name = m, budget = 300, method = " + method + " }]")
                        .trials()
                        .get(0));
        assertThat(journal.conclusion().metrics()).containsKeys("loss.test", "loss.train", "distance");
        assertThat(journal.rows(TaskEvaluationRow.class))
                .filteredOn(row -> row.iteration() == 0)
                .hasSize(3);
    }
}
