package dev.starling.episodes.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.episodes.EpisodicProgram;
import dev.starling.episodes.OuterOptimizer;
import dev.starling.episodes.Runs;
import dev.starling.episodes.StepSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradientKindTest {

    private static GradientMethod read(String entry) {
        return (GradientMethod) ((EpisodicProgram) Runs.program(entry)).method();
    }

    @ParameterizedTest
    @CsvSource({
        "maml, SECOND_ORDER, 1, false",
        "fomaml, FIRST_ORDER, 1, false",
        "anil, SECOND_ORDER, 1, true",
        "joint, FIRST_ORDER, 0, false",
        "reptile, MOVEMENT, 10, false"
    })
    void defaults(String kind, Direction direction, int steps, boolean headOnly) {
        GradientMethod method = read("method = " + kind);
        assertThat(method.name()).isEqualTo("m");
        assertThat(method.direction()).isEqualTo(direction);
        assertThat(method.headOnly()).isEqualTo(headOnly);
        assertThat(method.regression()).isTrue();
        assertThat(method.rule()).isEqualTo(new InnerRule.Sgd(0.01));
        assertThat(method.train()).isEqualTo(new GradientMethod.Steps(steps, 0));
        assertThat(method.test()).isEqualTo(new GradientMethod.Steps(2, 0));
        assertThat(method.outer())
                .isEqualTo(
                        kind.equals("reptile")
                                ? new OuterOptimizer.Sgd(new StepSize.Linear(1, 4))
                                : new OuterOptimizer.Adam(new StepSize.Constant(0.001), 0.9, 0.999, 1e-8));
    }

    @Test
    void everyKey() {
        GradientMethod method = read("""
                method = reptile
                inner { steps = 3, rate = 0.2, batch-size = 4, test-batch-size = 5, optimizer = adam, beta2 = 0.6, epsilon = 0.7 }
                outer { optimizer = adam, learning-rate = 0.8, schedule = halved, halve-every = 9, beta1 = 0.1, beta2 = 0.2
                  epsilon = 0.3 }
                """);
        assertThat(method.rule()).isEqualTo(new InnerRule.Adam(0.2, 0.6, 0.7));
        assertThat(method.train()).isEqualTo(new GradientMethod.Steps(3, 4));
        assertThat(method.test()).isEqualTo(new GradientMethod.Steps(2, 5));
        assertThat(method.outer()).isEqualTo(new OuterOptimizer.Adam(new StepSize.Halved(0.8, 9), 0.1, 0.2, 0.3));
    }
}
