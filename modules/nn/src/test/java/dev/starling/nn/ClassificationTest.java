package dev.starling.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.kernel.Scope;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClassificationTest {

    @Test
    void countsGreatestLogitsAndSumsCrossEntropies() {
        float[] logits = {2, 0, 1, 0, 3, 0};

        Score score = Classification.score(logits, 3, 0, 2);

        double first = Math.log(Math.exp(2) + 1 + Math.exp(1)) - 2;
        double second = Math.log(1 + Math.exp(3) + 1) - 0;
        assertThat(score.correct()).isEqualTo(1);
        assertThat(score.count()).isEqualTo(2);
        assertThat(score.lossSum()).isCloseTo(first + second, within(1e-12));
        assertThat(score.accuracy()).isEqualTo(0.5);
    }

    @Test
    void slicesAddUpToTheWhole() {
        float[] logits = TestData.uniform(1, 40);
        int[] labels = {0, 1, 2, 3, 0, 1, 2, 3, 0, 1};
        Score whole = Classification.score(logits, 4, labels);

        Score left = Classification.score(Arrays.copyOf(logits, 12), 4, 0, 1, 2);
        Score right = Classification.score(Arrays.copyOfRange(logits, 12, 40), 4, 3, 0, 1, 2, 3, 0, 1);

        assertThat(left.plus(right).correct()).isEqualTo(whole.correct());
        assertThat(left.plus(right).lossSum()).isCloseTo(whole.lossSum(), within(1e-12));
    }

    @Test
    void readsTensors() {
        try (Scope scope = Scope.open()) {
            Score score = Classification.score(scope.tensor(new float[] {1, 2, 4, 3}, 2, 2), 1, 0);

            assertThat(score.correct()).isEqualTo(2);
        }
    }

    @Test
    void theFirstOfEqualLogitsWins() {
        assertThat(Classification.score(new float[] {1, 1}, 2, 0).correct()).isEqualTo(1);
        assertThat(Classification.score(new float[] {1, 1}, 2, 1).correct()).isZero();
    }

    @Test
    void hugeLogitsDoNotOverflow() {
        Score score = Classification.score(new float[] {3e38f, -3e38f}, 2, 0);

        assertThat(score.lossSum()).isZero();
    }

    @Test
    void aRowWithNaNIsWrongAndShowsInTheLoss() {
        Score score = Classification.score(new float[] {Float.NaN, 0}, 2, 0);

        assertThat(score.correct()).isZero();
        assertThat(score.lossSum()).isNaN();
    }

    @Test
    void aLabelOutsideTheClassesIsNamed() {
        assertThatThrownBy(() -> Classification.score(new float[] {1, 2}, 2, 2))
                .hasMessageContaining("Label 2 of row 0")
                .hasMessageContaining("2 classes");
    }
}
