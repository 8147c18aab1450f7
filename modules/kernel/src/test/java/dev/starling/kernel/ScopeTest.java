package dev.starling.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeTest {
    @Test
    void aTrainingLoopTakesNoMemoryAfterItsFirstStep() {
        try (Scope root = Scope.open()) {
            Tensor w = root.full(DType.FLOAT64, 0.1, 3, 2);
            long before = root.bytesInUse();
            long pooled = -1;
            for (int i = 0; i < 5; i++) {
                try (Scope step = root.child()) {
                    Tensor v = step.variable(w);
                    Tensor x = step.tensor(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
                    Tensor y = step.tensor(new double[] {1, 0, 0, 1}, 2, 2);
                    Tensor loss =
                            x.matmul(v).relu().logSoftmax().mul(y).sum(1).mean().neg();
                    Updates.axpy(w, -0.1, Derivatives.gradient(loss, List.of(v)).get(0));
                }
                assertThat(root.bytesInUse()).isEqualTo(before);
                assertThat(pooled == -1 || pooled == root.bytesPooled()).isTrue();
                pooled = root.bytesPooled();
            }
        }
    }

    @Test
    void theGradientOfALinearSoftmaxIsThatOfTheTextbook() {
        try (Scope root = Scope.open()) {
            Tensor w = root.variable(root.tensor(new double[] {1, -.5, .25, .5, 1, -1}, 2, 3));
            Tensor x = root.tensor(new double[] {1, 2, -1, .5}, 2, 2);
            Tensor y = root.tensor(new double[] {1, 0, 0, 0, 0, 1}, 2, 3);
            Tensor logits = x.matmul(w);
            Tensor loss = logits.logSoftmax().mul(y).sum(-1).mean().neg();
            Tensor expected = x.transposedMatmul(logits.softmax().sub(y)).div(2);
            double[] gradient = Derivatives.gradient(loss, List.of(w)).get(0).toDoubles();
            double[] byHand = expected.toDoubles();
            for (int i = 0; i < 6; i++) {
                assertThat(gradient[i]).isCloseTo(byHand[i], within(1e-12));
            }
        }
    }

    @Test
    void imagesPassThroughConvolutionAndPooling() {
        try (Scope root = Scope.open()) {
            Tensor x = root.ones(DType.FLOAT32, 2, 8, 8, 1);
            Tensor w = root.variable(root.ones(DType.FLOAT32, 5, 5, 1, 3));
            Tensor y = x.conv2d(w, Conv2dSpec.of(1, 2)).relu().maxPool2d(2, 2);
            assertThat(y.shape()).containsExactly(2, 4, 4, 3);
            Tensor gradient = Derivatives.gradient(y.sum(), List.of(w)).get(0);
            assertThat(gradient.shape()).containsExactly(5, 5, 1, 3);
            assertThat(y.batchNorm(root.ones(DType.FLOAT32, 3), root.zeros(DType.FLOAT32, 3), 1e-5)
                            .mean()
                            .item())
                    .isCloseTo(0, within(1e-5));
        }
    }
}
