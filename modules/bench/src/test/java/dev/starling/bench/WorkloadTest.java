package dev.starling.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {

    @ParameterizedTest
    @ValueSource(strings = {"softmax-10", "mlp-10", "lenet-10", "cnn-10", "fedmix-mlp", "fedmix-cnn"})
    void everyRowTakesSteps(String row) {
        try (Workload workload = Workload.of(row)) {
            assertThat(workload.step()).isBetween(1.5, 8.0);
            assertThat(workload.millis(2)).isPositive();
        }
    }

    @Test
    void theStepsLearn() {
        try (Workload workload = Workload.of("mlp-32")) {
            double first = 0;
            double last = 0;
            for (int i = 0; i < 20; i++) {
                first += workload.step();
            }
            for (int i = 0; i < 400; i++) {
                workload.step();
            }
            for (int i = 0; i < 20; i++) {
                last += workload.step();
            }
            assertThat(last).isLessThan(first);
        }
    }

    @Test
    void anUnknownRowIsNamed() {
        assertThatThrownBy(() -> Workload.of("rnn-10")).hasMessageContaining("rnn");
    }
}
