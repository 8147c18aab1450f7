package dev.starling.episodes.hyper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.InputException;
import dev.starling.episodes.NetworkRecipe;
import dev.starling.episodes.OuterOptimizer;
import dev.starling.episodes.Runs;
import dev.starling.episodes.StepSize;
import dev.starling.episodes.TaskLoss;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HyperSettingsTest {

    private static HyperMethod method(String entry) {
        return ((HyperProgram) Runs.program(entry)).method();
    }

    @ParameterizedTest
    @CsvSource({
        "first-order, FirstOrder[every=1]",
        "one-step, OneStep[every=1]",
        "rmd, Reverse[]",
        "fmd, Forward[]",
        "drmad, Straight[every=0]",
        "neumann, 'Neumann[terms=3, lastSteps=5]'",
        "hyperdistill, 'Distill[every=1, by=Distillation[decay=0.99], scale=Scale[every=50, least=-1.0E30, most=1.0E30]]'"
    })
    void defaults(String name, String estimator) {
        HyperMethod method = method("method = " + name);
        assertThat(method.estimator()).hasToString(estimator);
        assertThat(method.inner()).isEqualTo(new InnerSteps(30, 0.01, 0.9, 0));
        assertThat(method.outer()).isEqualTo(new OuterOptimizer.Adam(new StepSize.Constant(0.001), 0.9, 0.999, 1e-8));
        assertThat(method.reptileRate()).isEqualTo(1);
        assertThat(method.recipe()).isEqualTo(new AnilRecipe(method.study().networkRecipe(), 1, TaskLoss.SQUARES));
        assertThat(method.normalization()).isEqualTo("none");
    }

    @Test
    void everyKey() {
        HyperMethod method = method("""
                method = hyperdistill, adapted = 1, every = 4, decay = 0.5, estimate-every = 3, scale-least = 0
                scale-most = 2, reptile-rate = 0.5, inner { steps = 8, rate = 0.1, momentum = 0.2, batch-size = 3 }
                outer { optimizer = momentum, momentum = 0.3, learning-rate = 0.4, schedule = linear }
                """);
        assertThat(method.estimator())
                .isEqualTo(new Estimator.Distill(4, new Distillation(0.5), new Estimator.Scale(3, 0, 2)));
        assertThat(method.inner()).isEqualTo(new InnerSteps(8, 0.1, 0.2, 3));
        // Four iterations of two movements.
        assertThat(method.outer()).isEqualTo(new OuterOptimizer.Momentum(new StepSize.Linear(0.4, 8), 0.3));
        assertThat(method.reptileRate()).isEqualTo(0.5);
        assertThat(((Estimator.Distill) method.estimator()).scale().clipped(3)).isEqualTo(2);
        assertThat(method("method = neumann, terms = 7, last-steps = 2").estimator())
                .isEqualTo(new Estimator.Neumann(7, 2));
        assertThat(method("method = drmad, every = 10").estimator()).isEqualTo(new Estimator.Straight(10));
    }

    @Test
    void everyProblem() {
        HyperMethod warped = method("method = one-step, problem = warp-grad, warp.layers = 3");
        NetworkRecipe network = warped.study().networkRecipe();
        assertThat(warped.recipe()).isEqualTo(new WarpRecipe(network, 3, TaskLoss.SQUARES));
        HyperMethod weighed =
                method("method = one-step, problem = meta-weight-net, weigher { hidden = [4, 3], least = 0.2 }");
        network = weighed.study().networkRecipe();
        assertThat(weighed.recipe()).isEqualTo(new WeightedRecipe(network, List.of(4, 3), 0.2, TaskLoss.SQUARES));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "method = one-step, every = 7 | divisor of the 30",
                "method = rmd, adapted = 2 | leave at least one",
                "method = neumann, last-steps = 31 | from 1 to 30",
                "method = hyperdistill, decay = 1 | from 0.0 to",
                "method = hyperdistill, decays = 0.5 | did you mean 'decay'",
                "method = hyperdistil | hyperdistill",
                "method = rmd, problem = warp | warp-grad",
                "method = rmd, problem = warp-grad, warp.layers = 0 | from 1 to",
                "method = rmd, problem = meta-weight-net, weigher.hidden = [0] | each needs at least one",
                "method = rmd, problem = meta-weight-net, weigher.least = 1 | from 0.0 to"
            })
    void whatCannotBeIsRefused(String entry, String message) {
        assertThatThrownBy(() -> method(entry))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void forwardModeIsForFewHyperparameters() {
        assertThatThrownBy(() -> Runs.tiny("model.hidden = [300, 300], methods = [{ name = m, method = fmd }]"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("choose rmd");
    }
}
