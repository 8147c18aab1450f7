package dev.starling.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import dev.starling.engine.InputException;
import dev.starling.engine.Seed;
import dev.starling.engine.Settings;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Dl4jLearner;
import dev.starling.nn.KernelLearner;
import dev.starling.nn.Learner;
import dev.starling.nn.Networks;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwinTest {

    private static final int[] SHAPE = {3, 4, 1};
    private static final int CLASSES = 5;

    private static Settings model(String name, String hidden) {
        return new Settings(
                ConfigFactory.parseString("{ name = %s, hidden = %s, config = missing.json }".formatted(name, hidden)),
                "starling.federated.model");
    }

    private static float[] logits(Learner learner, float[] parameters, float[] inputs) {
        try (Scope scope = Scope.open()) {
            Tensor x = scope.tensor(inputs, 2, 3, 4, 1);
            return learner.logits(scope, scope.tensor(parameters, parameters.length), x)
                    .toFloats();
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = ';',
            value = {"mlp; [7, 6]", "mlp; []", "tanh-mlp; [8]", "softmax-regression; [3]"})
    void computesTheSameFunctionOfTheSameParameters(String name, String hidden) {
        Twin twin = Twin.of(model(name, hidden), SHAPE, CLASSES);
        int[] units = name.equals("softmax-regression")
                ? new int[0]
                : model(name, hidden).integers("hidden").stream()
                        .mapToInt(Integer::intValue)
                        .toArray();
        RandomGenerator random = Seed.of(7).random();
        float[] inputs = new float[24];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) random.nextGaussian();
        }
        try (Learner ours = new KernelLearner(Networks.create(name, SHAPE, CLASSES, units));
                Learner theirs = Dl4jLearner.of(twin.source(), twin.json(), SHAPE, CLASSES)) {
            float[] parameters = ours.initial(random);
            assertThat(twin.ours(twin.theirs(parameters))).isEqualTo(parameters);
            float[] expected = logits(ours, parameters, inputs);
            float[] actual = logits(theirs, twin.theirs(parameters), inputs);
            for (int row = 0; row < 2; row++) {
                // Logits are free up to a constant a row.
                float shift = actual[row * CLASSES] - expected[row * CLASSES];
                for (int c = 0; c < CLASSES; c++) {
                    assertThat(actual[row * CLASSES + c] - shift)
                            .as("row %s class %s", row, c)
                            .isCloseTo(expected[row * CLASSES + c], within(1e-4f));
                }
            }
        }
    }

    @Test
    void saysWhichNetworksHaveATwin() {
        assertThatThrownBy(() -> Twin.of(model("fedavg-cnn", "[]"), SHAPE, CLASSES))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("set model.name = dl4j");
        assertThatThrownBy(() -> Twin.of(model("dl4j", "[]"), SHAPE, CLASSES))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("missing.json");
    }
}
